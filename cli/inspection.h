#pragma once

// `--inspect`: a managed target stays up after the run, so that a person can look at it. Blocks until a key or a
// signal.

#include "conduct/conductor.h"
#include "conduct/interrupts.h"

namespace plimsoll {

void inspect(Conductor& conductor, const Interrupts& interrupts);

// `inspect: true` of the target: it is left up, this program ends, and a person is told how to reach and how to stop
// it. Nothing where the scenario does not say so, the target has ended or the run was interrupted.
void leave_for_inspection(ManagedTargetProcess* target, const Scenario& scenario, const Interrupts& interrupts);

}  // namespace plimsoll
