#pragma once

// The keys of `probes`, and `check_budget`. Immutable tables; any thread.

#include "scenarios/answers/check_budget.h"
#include "scenarios/answers/probe_plan.h"
#include "scenarios/fields/field_table.h"

namespace plimsoll {

const ObjectTable<ProbePlan>& probe_table();
ValueType<ProbePlan> probes_type();
ValueType<CheckBudget> check_budget_type();

}  // namespace plimsoll
