#pragma once

// Thresholds on what only a stream has: refused where no request is one. Pure; any thread.

#include "scenarios/finding.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

std::vector<Finding> stream_threshold_findings(const Scenario& scenario);

}  // namespace plimsoll
