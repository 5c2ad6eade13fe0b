#pragma once

// What went wrong on purpose, in words for every report. Pure; any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// One a request that had faults; none where there were none.
std::vector<std::string> fault_sentences(const RunRecord& record);

}  // namespace plimsoll
