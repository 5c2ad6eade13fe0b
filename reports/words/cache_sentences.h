#pragma once

// What tells that a cache answered, and not the model, in words for every report. Pure; any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// With the verdict: so many of the answers came from a cache, by their own headers or by their status. "": none did.
std::string cached_note(const RunRecord& record);

// With the counts: answers that repeat although each payload was new.
std::vector<std::string> repeat_sentences(const RunRecord& record);

}  // namespace plimsoll
