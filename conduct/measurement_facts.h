#pragma once

// Puts together what a run is judged by, from the scenario, what the engine found and what the conductor saw. Used by
// the conductor when the load is over; no state but the process's own memory is read.

#include "conduct/clock_watch.h"
#include "engine/engine.h"
#include "reports/verdict/measurement_judgement.h"
#include "scenarios/scenario.h"

namespace plimsoll {

// `record` holds the figures of the load already, and the notes made before it.
MeasurementFacts measurement_facts(const Scenario& scenario, const EngineResults& results, const ClockWatch& clocks,
                                   const RunRecord& record);

}  // namespace plimsoll
