#pragma once

// Thresholds on what only a stream has, where no request is one; on goodput, where none has limits (`slo`) to meet; on
// bad requests, where the load has none. Pure; any thread.

#include "scenarios/finding.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

std::vector<Finding> threshold_findings(const Scenario& scenario);

}  // namespace plimsoll
