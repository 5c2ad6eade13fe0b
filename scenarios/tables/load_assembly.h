#pragma once

// The loads as they were written into the plan: how long, which tasks are whose, and a task for each kind of request
// that a log holds. After the tasks are assembled. No state; any thread.

#include "scenarios/finding.h"
#include "scenarios/tables/scenario_table.h"

namespace plimsoll {

// What does not fit together, by path, without a place.
std::vector<Finding> assemble_loads(ScenarioDraft& draft);

}  // namespace plimsoll
