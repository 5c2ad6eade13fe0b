#pragma once

// What rules of benchmarks ask of a plan: read out of the scenario, judged with the record of its run. Pure; any
// thread.

#include "reports/rules/rules_judgement.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <optional>

namespace plimsoll {

// How many different samples a scenario has: bodies and rows of feeders; nothing where each request draws a new one, or
// where nobody counted the rows.
std::optional<std::uint64_t> sample_count(const Scenario& scenario);

RulesFacts rules_facts(const Scenario& scenario);

}  // namespace plimsoll
