#pragma once

// The {{...}} of all requests compiled, once the whole file is read, and the feeders behind them surveyed. No state;
// one thread a parse.

#include "scenarios/environment.h"
#include "scenarios/fields/value.h"
#include "scenarios/finding.h"
#include "scenarios/tables/scenario_table.h"

#include <vector>

namespace plimsoll {

// After the tasks and loads are assembled. What is wrong is found at the path of what holds the template.
std::vector<Finding> assemble_templates(ScenarioDraft& draft, const ParseContext& context,
                                        const Environment& environment);

}  // namespace plimsoll
