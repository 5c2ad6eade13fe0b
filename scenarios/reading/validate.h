#pragma once

// Cross-field rules that hold for every Scenario, wherever it came from (file or options). Pure; any thread.

#include "scenarios/finding.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

// Without a place; the path is that of a scenario file. `usage`: the value is wrong by itself, whatever stands beside
// it. parse_scenario has asked this already.
std::vector<Finding> validate(const Scenario& scenario);

// What is allowed, but seldom meant. parse_scenario has put it into its warnings already.
std::vector<Finding> advise(const Scenario& scenario);

}  // namespace plimsoll
