#pragma once

// Requests as they were written into the tasks of the plan: names, defaults and headers that depend on one another.
// No state; any thread.

#include "scenarios/tables/scenario_table.h"

namespace plimsoll {

void assemble_tasks(ScenarioDraft& draft);

}  // namespace plimsoll
