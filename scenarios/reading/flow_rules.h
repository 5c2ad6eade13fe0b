#pragma once

// What holds for the steps of every task beyond their requests: where they may be passed over, repeated, waited for.
// Pure; any thread.

#include "scenarios/finding.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

// Without a place; the path is that of a scenario file. A part of validate().
std::vector<Finding> flow_findings(const Scenario& scenario);

}  // namespace plimsoll
