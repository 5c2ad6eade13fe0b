#pragma once

// What is wrong with how much is sent and when: users, rates, stages, waits, rests, the length of the load and how it
// ends. Pure; any thread.

#include "scenarios/finding.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

// Without a place; the path is that of a scenario file. A part of validate().
std::vector<Finding> load_findings(const Scenario& scenario);

}  // namespace plimsoll
