#include "core/units.h"
#include "reports/verdict/measurement_checks.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

namespace plimsoll {
namespace {

using State = MeasurementState;

constexpr double kLateShare = 0.05;
constexpr std::uint64_t kFewLate = 10;  // one stall of the machine can make so many late in a short run
constexpr double kBusyShare = 0.9;
constexpr double kLoopLagMs = 10;
constexpr double kBehindSeconds = 0.01;

// A thread's lag is read 20 times a second: with fewer readings there is no p99 to speak of, and in less time the
// thread's own start is most of its CPU time.
constexpr std::uint64_t kFewestLags = 20;
constexpr double kShortestRun = 1;

// Of the median response time, in a closed run: above it a good part of what users waited for was us.
constexpr double kOwnShare = 0.25;

// A kind of failure, as a record names it.
constexpr std::string_view kOfThisMachine = "local";

DelaySummary summary_of(const Histogram& delays) {
  return {to_milliseconds(delays.quantile(0.5)), to_milliseconds(delays.quantile(0.99)),
          to_milliseconds(delays.maximum())};
}

bool is_busy(const CheckedRun& run, const Measurement& measurement) {
  return run.load.duration_s >= kShortestRun && measurement.generator_cpu_share > kBusyShare;
}

double cpu_share(const CheckedRun& run) {
  if (run.load.duration_s <= 0 || run.load.cpu_seconds.empty()) return 0;
  return std::min(1.0,
                  *std::max_element(run.load.cpu_seconds.begin(), run.load.cpu_seconds.end()) / run.load.duration_s);
}

std::string advice_for(const CheckedRun& run) {
  const auto* less = run.facts.open ? "a lower rate" : "fewer users";
  if (cpu_share(run) > kBusyShare) return fmt::format("use more --threads, a second machine or {}", less);
  return fmt::format("something else had its core meanwhile; leave it a free one, or use a second machine or {}", less);
}

bool lags(const CheckedRun& run, const Measurement& measurement) {
  return run.load.loop_lag.count() >= kFewestLags && measurement.loop_lag.p99_ms > kLoopLagMs;
}

// Users who wait for their answers ask no faster than we let them: late is never said then, but the lag is in each
// response time.
bool measures_itself(const CheckedRun& run, const Measurement& measurement) {
  const auto response = run.total.response_time.quantile(0.5);
  return run.facts.closed && run.load.loop_lag.count() >= kFewestLags &&
         measurement.loop_lag.p50_ms > kOwnShare * to_milliseconds(response);
}

}  // namespace

FoundInMeasurement check_plan(const CheckedRun& run, Measurement& measurement) {
  if (!run.facts.open || run.load.duration_s <= 0) return std::nullopt;
  const auto sent = run.load.arrivals.planned - std::min(run.load.arrivals.planned, run.dropped);
  auto& rate = measurement.rate.emplace();
  rate.planned_per_second = static_cast<double>(run.load.arrivals.planned) / run.load.duration_s;
  rate.achieved_per_second = static_cast<double>(sent) / run.load.duration_s;
  measurement.never_started = run.load.arrivals.never_started;
  // What was due within the tolerance before the end may just have missed it.
  if (static_cast<double>(run.load.arrivals.never_started) <= kBehindSeconds * rate.planned_per_second) return kFine;
  return MeasurementFinding{
      State::invalid,
      fmt::format("{} requests a second were planned and {} sent; {} had not been started when the run ended, because "
                  "the generator was behind",
                  rate_text(rate.planned_per_second), rate_text(rate.achieved_per_second),
                  format_count(run.load.arrivals.never_started)),
      advice_for(run)};
}

FoundInMeasurement check_lateness(const CheckedRun& run, Measurement& measurement) {
  measurement.lateness = summary_of(run.load.lateness);
  if (run.total.requests == 0) return std::nullopt;
  measurement.late_share = static_cast<double>(run.total.late) / static_cast<double>(run.total.requests);
  if (measurement.late_share <= kLateShare) return kFine;
  const bool is_ours = run.total.late >= kFewLate && (run.facts.open || cpu_share(run) > kBusyShare);
  return MeasurementFinding{
      is_ours ? State::invalid : State::noted,
      fmt::format("{} of the requests were started late, by up to {} (p99)", share_text(measurement.late_share),
                  milliseconds_text(measurement.lateness.p99_ms)),
      advice_for(run)};
}

// Those never started are no matter of the cap.
FoundInMeasurement check_drops(const CheckedRun& run, Measurement& measurement) {
  if (!run.facts.open) return std::nullopt;
  measurement.dropped_at_cap = run.dropped - std::min(run.dropped, run.load.arrivals.never_started);
  measurement.dropped_while_late = run.load.arrivals.dropped_while_late;
  if (2 * run.load.arrivals.dropped_while_late <= measurement.dropped_at_cap) return kFine;
  return MeasurementFinding{
      State::invalid,
      fmt::format("{} were dropped because too many requests were in flight, {} of them while the generator itself was "
                  "late",
                  plural(measurement.dropped_at_cap, "request"), format_count(run.load.arrivals.dropped_while_late)),
      advice_for(run)};
}

FoundInMeasurement check_loop_lag(const CheckedRun& run, Measurement& measurement) {
  measurement.loop_lag = summary_of(run.load.loop_lag);
  if (run.load.loop_lag.empty()) return std::nullopt;
  if (!lags(run, measurement)) return kFine;
  return MeasurementFinding{
      State::noted,
      fmt::format("the generator's own loop was up to {} behind (p99), and response times hold that delay",
                  milliseconds_text(measurement.loop_lag.p99_ms)),
      advice_for(run)};
}

FoundInMeasurement check_generator_cpu(const CheckedRun& run, Measurement& measurement) {
  if (run.load.cpu_seconds.empty()) return std::nullopt;
  measurement.generator_cpu_share = cpu_share(run);
  if (!is_busy(run, measurement)) return kFine;
  const auto used =
      fmt::format("the generator's busiest thread used {} of its core", share_text(measurement.generator_cpu_share));
  const bool itself = measures_itself(run, measurement);
  if (measurement.late_share <= kLateShare && !lags(run, measurement) && !itself)
    return MeasurementFinding{State::noted, used + ", and more it cannot", advice_for(run)};
  const auto what = itself ? "the response times are its own as much as the target's" : "it could not keep up";
  return MeasurementFinding{
      State::invalid,
      fmt::format("{}, and its loop was {} behind (median; p99 {}): {}", used,
                  milliseconds_text(measurement.loop_lag.p50_ms), milliseconds_text(measurement.loop_lag.p99_ms), what),
      advice_for(run)};
}

FoundInMeasurement check_local_failures(const CheckedRun& run, Measurement& measurement) {
  std::string message;
  for (const auto& failure : run.load.failures) {
    if (failure.kind != kOfThisMachine) continue;
    measurement.local_failures += failure.count;
    message = failure.message;
  }
  if (measurement.local_failures == 0) return kFine;
  return MeasurementFinding{State::invalid,
                            fmt::format("{} could not be sent for want of something on this machine ({})",
                                        plural(measurement.local_failures, "request"), message),
                            "raise the limit that it names, or use fewer connections"};
}

FoundInMeasurement check_suspend(const CheckedRun& run, Measurement& measurement) {
  measurement.suspended_s = run.facts.suspended_s;
  if (run.facts.suspended_s <= 0) return kFine;
  return MeasurementFinding{
      State::invalid,
      fmt::format("the machine slept for {} in the middle of the run", seconds_text(run.facts.suspended_s)),
      "keep it awake (systemd-inhibit) and run again"};
}

FoundInMeasurement check_wall_clock(const CheckedRun& run, Measurement& measurement) {
  measurement.clock_step_s = run.facts.clock_step_s;
  if (run.facts.clock_step_s == 0) return kFine;
  return MeasurementFinding{
      State::noted,
      fmt::format("the wall clock was set {} by {} during the run, which no duration here depends on",
                  run.facts.clock_step_s > 0 ? "forward" : "back", seconds_text(std::abs(run.facts.clock_step_s))),
      "mind it when you compare with the target's log"};
}

}  // namespace plimsoll
