#pragma once

// What is wrong with a plan whose batch sizes take turns. Pure; any thread.

#include "scenarios/finding.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

std::vector<Finding> batch_findings(const Scenario& scenario);

}  // namespace plimsoll
