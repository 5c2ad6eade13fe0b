#pragma once

// Results and facts of runs that were as they should be, for tests that make one thing of them otherwise. Values; any
// thread.

#include "reports/verdict/measurement_judgement.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace plimsoll {

inline TimelineRow second_of(double t_s, double users, double p50_ms) {
  TimelineRow row;
  row.t_s = t_s;
  row.active_users = users;
  row.p50_ms = p50_ms;
  row.in_flight = 2;
  return row;
}

inline void record_times(Histogram& histogram, Nanos each, std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) histogram.record(each);
}

struct MeasuredRun {
  LoadResults load;
  MeasurementFacts facts;

  RequestStats& stats() { return load.totals.by_request.front(); }
};

inline Measurement judge_measurement(const MeasuredRun& run) { return judge_measurement(run.load, run.facts); }

// 60 s at 100/s, one of the threads half as busy as the other.
inline MeasuredRun open_run() {
  MeasuredRun run;
  run.load.totals = Snapshot(1);
  run.facts.open = true;
  run.load.duration_s = 60;
  run.load.arrivals.planned = 6000;
  run.stats().requests = 6000;
  record_times(run.stats().response_time, std::chrono::milliseconds(20), 6000);
  record_times(run.load.lateness, std::chrono::microseconds(50), 6000);
  record_times(run.load.loop_lag, std::chrono::microseconds(60), 1200);
  run.load.cpu_seconds = {6, 12};
  run.load.totals.connections.opened = 4;
  for (int t = 0; t < 60; ++t) run.facts.timeline.push_back(second_of(t, 0, 20));
  return run;
}

// 60 s of 10 users who each wait 20 ms for an answer and 80 ms before they ask again.
inline MeasuredRun closed_run() {
  MeasuredRun run = open_run();
  run.facts.open = false;
  run.facts.closed = true;
  run.load.arrivals.planned = 0;
  run.load.waited_seconds = 6000 * 0.080;
  run.load.totals.connections.opened = 10;
  for (auto& row : run.facts.timeline) row.active_users = 10;
  return run;
}

// Arrivals that started so far apart, in planned arrivals.
inline std::vector<ArrivalStart> starts_with(const std::vector<double>& gaps) {
  std::vector<ArrivalStart> starts = {{}};
  for (const double gap : gaps) starts.push_back({0, starts.size(), starts.back().planned + gap});
  return starts;
}

inline std::optional<MeasurementState> state_of(const Measurement& measurement, MeasurementSubject subject) {
  const auto found = std::find_if(measurement.checks.begin(), measurement.checks.end(),
                                  [&](const MeasurementCheck& check) { return check.subject == subject; });
  if (found == measurement.checks.end()) return std::nullopt;
  return found->state;
}

}  // namespace plimsoll
