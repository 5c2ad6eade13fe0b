#pragma once

// Facts of runs that were as they should be, for tests that make one thing of them otherwise. Values; any thread.

#include "reports/verdict/measurement_judgement.h"

#include <algorithm>
#include <optional>

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

// 60 s at 100/s, one of the threads half as busy as the other.
inline MeasurementFacts open_run() {
  MeasurementFacts facts;
  facts.open = true;
  facts.duration_s = 60;
  facts.planned = 6000;
  facts.total.requests = 6000;
  record_times(facts.total.response_time, std::chrono::milliseconds(20), 6000);
  record_times(facts.lateness, std::chrono::microseconds(50), 6000);
  record_times(facts.loop_lag, std::chrono::microseconds(60), 1200);
  facts.cpu_seconds = {6, 12};
  facts.connections_opened = 4;
  for (int t = 0; t < 60; ++t) facts.timeline.push_back(second_of(t, 0, 20));
  return facts;
}

// 60 s of 10 users who each wait 20 ms for an answer and 80 ms before they ask again.
inline MeasurementFacts closed_run() {
  MeasurementFacts facts = open_run();
  facts.open = false;
  facts.closed = true;
  facts.planned = 0;
  facts.waited_seconds = 6000 * 0.080;
  facts.connections_opened = 10;
  for (auto& row : facts.timeline) row.active_users = 10;
  return facts;
}

inline std::optional<MeasurementState> state_of(const Measurement& measurement, MeasurementSubject subject) {
  const auto found = std::find_if(measurement.checks.begin(), measurement.checks.end(),
                                  [&](const MeasurementCheck& check) { return check.subject == subject; });
  if (found == measurement.checks.end()) return std::nullopt;
  return found->state;
}

}  // namespace plimsoll
