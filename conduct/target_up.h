#pragma once

// A look at a scenario's target outside of a run: started where the scenario says how, waited for, asked, stopped.
// Blocks; one thread.

#include "conduct/interrupts.h"
#include "core/error.h"
#include "engine/results/redaction.h"
#include "scenarios/scenario.h"

#include <functional>

namespace plimsoll {

// Asks, once the target answers; the scenario has the bodies that are made when the service is there. Error: it never
// became ready, with the last lines of its log on standard error; or what `ask` came to.
using AskTarget = std::function<Result<>(const Scenario& scenario, const Redaction& redaction)>;
Result<> with_target_up(const Scenario& given, Interrupts& interrupts, const AskTarget& ask);

}  // namespace plimsoll
