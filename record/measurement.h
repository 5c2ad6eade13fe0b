#pragma once

// Whether the figures of a run can be believed, and the figures that say so: part of every run record. Made by
// judge_measurement; a value, any thread.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// A distribution in three figures; zeros where nothing was recorded.
struct DelaySummary {
  double p50_ms = 0;
  double p99_ms = 0;
  double max_ms = 0;
};

// Arrivals a second, of an open load; steps of tasks that have several count as further ones.
struct RateKept {
  double planned_per_second = 0;
  double achieved_per_second = 0;
};

// Anderson-Darling against the planned law of gaps: exponential or gamma, of mean 1.
struct ArrivalLaw {
  std::uint64_t gaps = 0;
  double anderson_darling = 0;
  double p_value = 1;
};

// Users against throughput x (response time + wait); the ratio is the latter by the former.
struct LittleLaw {
  double users = 0;
  double ratio = 1;
};

// Of the response time's p50 over the run: Theil-Sen's line at its two ends, Mann-Kendall's p.
struct ResponseTrend {
  double from_ms = 0;
  double to_ms = 0;
  double median_ms = 0;
  double p_value = 1;
};

// Stretches of the measured part in which users waited and no answer came to anybody, each far longer than an answer
// of this target usually takes.
struct Standstill {
  double seconds = 0;  // all of them
  double longest_s = 0;
  double longest_from_s = 0;  // from the start of the load
  std::uint64_t times = 0;
};

// What was looked at, and what came of it. `fine` and `noted` leave a run valid.
enum class MeasurementSubject {
  plan,
  lateness,
  drops,
  generator_cpu,
  loop_lag,
  local_failures,
  suspend,
  wall_clock,
  arrival_law,
  little_law,
  trend,
  reconnects,
  streams,  // when their bytes came
  requests  // whether any was measured at all
};
enum class MeasurementState { fine, noted, invalid };
struct MeasurementCheck {
  MeasurementSubject subject = MeasurementSubject::plan;
  MeasurementState state = MeasurementState::fine;
};

struct Measurement {
  bool valid = true;
  std::uint64_t planned_requests = 0;  // of open loads
  double late_share = 0;
  double generator_cpu_share = 0;  // of its core, the busiest thread
  double generator_rss_bytes = 0;

  std::optional<RateKept> rate;     // absent in closed runs
  std::uint64_t never_started = 0;  // the end came while the generator was behind
  std::uint64_t dropped_while_late = 0;
  std::uint64_t dropped_at_cap = 0;  // warm-up included, those never started not
  DelaySummary lateness;             // start - due
  DelaySummary loop_lag;
  std::uint64_t local_failures = 0;  // of this machine: no descriptor, no port
  double clock_step_s = 0;           // the greatest step of the wall clock, signed
  double suspended_s = 0;
  std::optional<ArrivalLaw> arrival_law;  // absent without random arrivals, or with too few
  std::optional<LittleLaw> little_law;    // absent in open runs, or with too few requests a user
  std::optional<ResponseTrend> trend;     // absent where the load changes by plan, or the run was too short
  std::optional<Standstill> standstill;   // absent where there was none that closed users would hide
  std::optional<double> reconnect_share;  // absent where keep-alive was not asked for

  std::optional<double> stream_delay_ms;  // p99 of what bytes of streams waited to be read; absent where unknown

  std::vector<MeasurementCheck> checks;  // those that the run allowed
  std::vector<std::string> reasons;      // why it is invalid
  std::vector<std::string> notes;        // reported, but not invalid: insecure TLS, proxy variables ignored, ...
};

}  // namespace plimsoll
