#include "core/units.h"
#include "reports/verdict/measurement_checks.h"
#include "reports/words/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

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

DelaySummary summary_of(const Histogram& delays) {
  return {to_milliseconds(delays.quantile(0.5)), to_milliseconds(delays.quantile(0.99)),
          to_milliseconds(delays.maximum())};
}

bool is_busy(const MeasurementFacts& facts, const Measurement& measurement) {
  return facts.duration_s >= kShortestRun && measurement.generator_cpu_share > kBusyShare;
}

double cpu_share(const MeasurementFacts& facts) {
  if (facts.duration_s <= 0 || facts.cpu_seconds.empty()) return 0;
  return std::min(1.0, *std::max_element(facts.cpu_seconds.begin(), facts.cpu_seconds.end()) / facts.duration_s);
}

std::string advice_for(const MeasurementFacts& facts) {
  const auto* less = facts.open ? "a lower rate" : "fewer users";
  if (cpu_share(facts) > kBusyShare) return fmt::format("use more --threads, a second machine or {}", less);
  return fmt::format("something else had its core meanwhile; leave it a free one, or use a second machine or {}", less);
}

bool lags(const MeasurementFacts& facts, const Measurement& measurement) {
  return facts.loop_lag.count() >= kFewestLags && measurement.loop_lag.p99_ms > kLoopLagMs;
}

// Users who wait for their answers ask no faster than we let them: late is never said then, but the lag is in each
// response time.
bool measures_itself(const MeasurementFacts& facts, const Measurement& measurement) {
  const auto response = facts.total.response_time.quantile(0.5);
  return facts.closed && facts.loop_lag.count() >= kFewestLags &&
         measurement.loop_lag.p50_ms > kOwnShare * to_milliseconds(response);
}

}  // namespace

FoundInMeasurement check_plan(const MeasurementFacts& facts, Measurement& measurement) {
  if (!facts.open || facts.duration_s <= 0) return std::nullopt;
  const auto sent = facts.planned - std::min(facts.planned, facts.dropped);
  auto& rate = measurement.rate.emplace();
  rate.planned_per_second = static_cast<double>(facts.planned) / facts.duration_s;
  rate.achieved_per_second = static_cast<double>(sent) / facts.duration_s;
  measurement.never_started = facts.never_started;
  // What was due within the tolerance before the end may just have missed it.
  if (static_cast<double>(facts.never_started) <= kBehindSeconds * rate.planned_per_second) return kFine;
  return MeasurementFinding{
      State::invalid,
      fmt::format("{} requests a second were planned and {} sent; {} had not been started when the run ended, because "
                  "the generator was behind",
                  rate_text(rate.planned_per_second), rate_text(rate.achieved_per_second),
                  format_count(facts.never_started)),
      advice_for(facts)};
}

FoundInMeasurement check_lateness(const MeasurementFacts& facts, Measurement& measurement) {
  measurement.lateness = summary_of(facts.lateness);
  if (facts.total.requests == 0) return std::nullopt;
  measurement.late_share = static_cast<double>(facts.total.late) / static_cast<double>(facts.total.requests);
  if (measurement.late_share <= kLateShare) return kFine;
  const bool is_ours = facts.total.late >= kFewLate && (facts.open || cpu_share(facts) > kBusyShare);
  return MeasurementFinding{
      is_ours ? State::invalid : State::noted,
      fmt::format("{} of the requests were started late, by up to {} (p99)", share_text(measurement.late_share),
                  milliseconds_text(measurement.lateness.p99_ms)),
      advice_for(facts)};
}

// Those never started are no matter of the cap.
FoundInMeasurement check_drops(const MeasurementFacts& facts, Measurement& measurement) {
  if (!facts.open) return std::nullopt;
  measurement.dropped_at_cap = facts.dropped - std::min(facts.dropped, facts.never_started);
  measurement.dropped_while_late = facts.dropped_while_late;
  if (2 * facts.dropped_while_late <= measurement.dropped_at_cap) return kFine;
  return MeasurementFinding{
      State::invalid,
      fmt::format("{} were dropped because too many requests were in flight, {} of them while the generator itself was "
                  "late",
                  plural(measurement.dropped_at_cap, "request"), format_count(facts.dropped_while_late)),
      advice_for(facts)};
}

FoundInMeasurement check_loop_lag(const MeasurementFacts& facts, Measurement& measurement) {
  measurement.loop_lag = summary_of(facts.loop_lag);
  if (facts.loop_lag.empty()) return std::nullopt;
  if (!lags(facts, measurement)) return kFine;
  return MeasurementFinding{
      State::noted,
      fmt::format("the generator's own loop was up to {} behind (p99), and response times hold that delay",
                  milliseconds_text(measurement.loop_lag.p99_ms)),
      advice_for(facts)};
}

FoundInMeasurement check_generator_cpu(const MeasurementFacts& facts, Measurement& measurement) {
  if (facts.cpu_seconds.empty()) return std::nullopt;
  measurement.generator_cpu_share = cpu_share(facts);
  if (!is_busy(facts, measurement)) return kFine;
  const auto used =
      fmt::format("the generator's busiest thread used {} of its core", share_text(measurement.generator_cpu_share));
  const bool itself = measures_itself(facts, measurement);
  if (measurement.late_share <= kLateShare && !lags(facts, measurement) && !itself)
    return MeasurementFinding{State::noted, used + ", and more it cannot", advice_for(facts)};
  const auto what = itself ? "the response times are its own as much as the target's" : "it could not keep up";
  return MeasurementFinding{
      State::invalid,
      fmt::format("{}, and its loop was {} behind (median; p99 {}): {}", used,
                  milliseconds_text(measurement.loop_lag.p50_ms), milliseconds_text(measurement.loop_lag.p99_ms), what),
      advice_for(facts)};
}

FoundInMeasurement check_local_failures(const MeasurementFacts& facts, Measurement& measurement) {
  measurement.local_failures = facts.local_failures;
  if (facts.local_failures == 0) return kFine;
  return MeasurementFinding{State::invalid,
                            fmt::format("{} could not be sent for want of something on this machine ({})",
                                        plural(facts.local_failures, "request"), facts.local_message),
                            "raise the limit that it names, or use fewer connections"};
}

FoundInMeasurement check_suspend(const MeasurementFacts& facts, Measurement& measurement) {
  measurement.suspended_s = facts.suspended_s;
  if (facts.suspended_s <= 0) return kFine;
  return MeasurementFinding{
      State::invalid, fmt::format("the machine slept for {} in the middle of the run", seconds_text(facts.suspended_s)),
      "keep it awake (systemd-inhibit) and run again"};
}

FoundInMeasurement check_wall_clock(const MeasurementFacts& facts, Measurement& measurement) {
  measurement.clock_step_s = facts.clock_step_s;
  if (facts.clock_step_s == 0) return kFine;
  return MeasurementFinding{
      State::noted,
      fmt::format("the wall clock was set {} by {} during the run, which no duration here depends on",
                  facts.clock_step_s > 0 ? "forward" : "back", seconds_text(std::abs(facts.clock_step_s))),
      "mind it when you compare with the target's log"};
}

}  // namespace plimsoll
