#pragma once

// The bad requests of each step: those that are written out, and those that are derived of the good one. No state; any
// thread.

#include "scenarios/finding.h"
#include "scenarios/tables/scenario_table.h"

#include <vector>

namespace plimsoll {

// After the requests are whole but for their templates.
std::vector<Finding> assemble_cases(ScenarioDraft& draft);

}  // namespace plimsoll
