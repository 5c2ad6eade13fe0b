#pragma once

// What `body_like` names and its expected answers do not have. A pure function; any thread.

#include "scenarios/scenario.h"

#include <string>
#include <vector>

namespace plimsoll {

// A warning for each pattern of `ignore`, `tolerance_at` or `ignore_order` that is no place of the expected answer, or
// of the first 100 of those by row.
std::vector<std::string> place_warnings(const Scenario& scenario);

}  // namespace plimsoll
