#pragma once

// The bad requests of a scenario sent one by one: whether each is answered as expected, in time, and without memory
// that grows with it; of one that is not, the smallest request that shows it. After each finding the good request has
// to be answered again, else nothing more is sent. Blocks; one thread.

#include "conduct/cases/case_result.h"
#include "core/error.h"

#include <vector>

namespace plimsoll {

// In the order of the file. What fits no request (a check that does not compile) ends as an error.
Result<std::vector<CaseResult>> try_cases(const CaseTrialInput& input);

}  // namespace plimsoll
