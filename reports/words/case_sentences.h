#pragma once

// What came of bad requests that were sent on purpose, in words for every report. Pure; any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// One a request that had cases; none where there were none.
std::vector<std::string> case_sentences(const RunRecord& record);

}  // namespace plimsoll
