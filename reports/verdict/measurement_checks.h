#pragma once

// The single checks that judge_measurement puts together: each fills its figures in and reports what it found. Pure but
// for the measurement they fill; any thread.

#include "core/snapshot.h"
#include "record/load_results.h"
#include "record/measurement.h"
#include "reports/verdict/measurement_facts.h"

#include <cstdint>
#include <optional>
#include <string>

namespace plimsoll {

struct CheckedRun {
  CheckedRun(const LoadResults& results, const MeasurementFacts& known)
      : load(results),
        facts(known),
        total(results.totals.total()),
        dropped(total.dropped + results.totals.warmup.dropped) {}

  const LoadResults& load;
  const MeasurementFacts& facts;
  RequestStats total;
  std::uint64_t dropped;  // warm-up included
};

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
FoundInMeasurement check_lateness(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_loop_lag(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_generator_cpu(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_plan(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_drops(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_local_failures(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_suspend(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_wall_clock(const CheckedRun& run, Measurement& measurement);

// measurement_requests.cpp: whether there was anything to measure. Nothing where there was.
FoundInMeasurement check_requests(const CheckedRun& run, Measurement& measurement);

// measurement_stream_checks.cpp: whether the instants of streams are those of their bytes. Needs the loop lag.
FoundInMeasurement check_stream_instants(const CheckedRun& run, Measurement& measurement);

// measurement_law_checks.cpp: whether the figures agree with each other and with the laws of the plan.
FoundInMeasurement check_arrival_law(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_little_law(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_trend(const CheckedRun& run, Measurement& measurement);
FoundInMeasurement check_reconnects(const CheckedRun& run, Measurement& measurement);

// measurement_standstill.cpp: what the target did that percentiles of users who wait do not show.
std::optional<Standstill> standstill_of(const CheckedRun& run);

}  // namespace plimsoll
