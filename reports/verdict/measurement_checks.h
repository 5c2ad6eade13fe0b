#pragma once

// The single checks that judge_measurement puts together: each fills its figures in and tells what it found. Pure but
// for the measurement they fill; any thread.

#include "reports/verdict/measurement_facts.h"

#include <optional>
#include <string>

namespace plimsoll {

struct MeasurementFinding {
  MeasurementState state = MeasurementState::fine;
  std::string text;    // empty where all is fine
  std::string advice;  // what to change; said once where several findings share it
};

inline const MeasurementFinding kFine;

// Nothing: the run has nothing to judge it by.
using FoundInMeasurement = std::optional<MeasurementFinding>;

// measurement_generator_checks.cpp: whether the generator did its part. check_generator_cpu needs the figures of
// lateness and loop lag.
FoundInMeasurement check_lateness(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_loop_lag(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_generator_cpu(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_plan(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_drops(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_local_failures(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_suspend(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_wall_clock(const MeasurementFacts& facts, Measurement& measurement);

// measurement_law_checks.cpp: whether the figures agree with each other and with the laws of the plan.
FoundInMeasurement check_arrival_law(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_little_law(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_trend(const MeasurementFacts& facts, Measurement& measurement);
FoundInMeasurement check_reconnects(const MeasurementFacts& facts, Measurement& measurement);

}  // namespace plimsoll
