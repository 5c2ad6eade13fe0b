#pragma once

// `redirects`, `cookies`, `retry` and `auth` into the requests of the plan, which have their own or the scenario's. No
// state; any thread.

#include "scenarios/finding.h"
#include "scenarios/tables/scenario_table.h"

#include <vector>

namespace plimsoll {

// After tasks and loads are assembled, before their templates are compiled.
std::vector<Finding> assemble_exchange(ScenarioDraft& draft);

}  // namespace plimsoll
