#pragma once

// The run judges itself: whether its figures are the target's or our own doing. A slow target never makes a run
// invalid, only a generator that could not keep up does. A pure function; any thread.

#include "record/load_results.h"
#include "record/measurement.h"
#include "reports/verdict/measurement_facts.h"

namespace plimsoll {

// Every reason and note says what to change.
Measurement judge_measurement(const LoadResults& load, const MeasurementFacts& facts);

}  // namespace plimsoll
