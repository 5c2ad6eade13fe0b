#pragma once

// What {{...}} put where: numbers are rounded, and text does not go into a tensor of numbers. Pure; any thread.

#include "scenarios/finding.h"
#include "scenarios/tables/scenario_table.h"

#include <vector>

namespace plimsoll {

// Of the requests of the load, whose templates are sound and whose feeders have been surveyed.
std::vector<Finding> template_type_findings(const ScenarioDraft& draft);

}  // namespace plimsoll
