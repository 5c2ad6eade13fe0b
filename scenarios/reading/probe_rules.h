#pragma once

// What is wrong with the probes of a plan, and with thresholds that are about probes or checks. Pure; any thread.

#include "scenarios/finding.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

std::vector<Finding> probe_findings(const Scenario& scenario);

}  // namespace plimsoll
