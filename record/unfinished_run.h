#pragma once

// The record of a run that has not ended: written while the run goes on, and what is left of one that is killed.
// Nothing in it was judged. Whoever knows more than the record (the store knows the process) says so in it. Pure; any
// thread.

#include "record/run_record.h"

#include <optional>
#include <string_view>

namespace plimsoll {

// open: nobody knows whether it goes on.
enum class UnfinishedRun { open, goes_on, cut_off };

// Puts it where the verdict will stand: an error, for that is what it stays if nobody writes it anew.
void mark_unfinished(RunRecord& record, UnfinishedRun how);

// Nothing: of a run that ended.
std::optional<UnfinishedRun> unfinished_run(const RunRecord& record);

}  // namespace plimsoll
