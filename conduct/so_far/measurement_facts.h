#pragma once

// What a run's measurement is judged by besides its results: what the scenario plans, and our own memory. No state; any
// thread.

#include "reports/verdict/measurement_facts.h"
#include "scenarios/scenario.h"

namespace plimsoll {

// Of the plan alone.
MeasurementFacts plan_facts(const Scenario& scenario, bool uses_ring);

// The most that this process took so far.
double own_memory_bytes();

}  // namespace plimsoll
