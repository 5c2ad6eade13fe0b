#include "tests/support/virtual_load.h"

#include "engine/results/flow_rows.h"

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

// Between them the monitors sample what is due.
constexpr int kStepsASecond = 4;

}  // namespace

VirtualLoad::VirtualLoad(const Scenario& scenario, VirtualTime& time, FakeTransport::Script script)
    : scenario_(scenario),
      time_(time),
      transport_(clock_, std::move(script)),
      redaction_(scenario),
      source_(RequestSource::make(scenario).value()),
      budget_(scenario.load.requests),
      recorder_(scenario.request_names().size(), redaction_),
      timekeeper_(context_, clock_, budget_, scenario.load.duration, scenario.load.graceful_stop),
      executor_({context_, clock_, transport_, scenario, *source_, recorder_, timekeeper_}, scenario.load.parts[0],
                {0, 1, 1}) {
  transport_.keep_no_arrivals();
  recorder_.set_warmup_end(VirtualClock::kStart + scenario.load.warmup);
}

Awaitable<> VirtualLoad::run() {
  timekeeper_.start(VirtualClock::kStart, scenario_.rules ? scenario_.load.warmup : Nanos(0));
  co_await executor_.run();
  co_await timekeeper_.finish();
  ended_ = true;
  ended_at_ = clock_.now();
}

void VirtualLoad::start() { tasks_.spawn(run()); }

LoadReading VirtualLoad::load_reading() const {
  LoadReading reading;
  const auto& counters = recorder_.counters();
  reading.active_users = counters.active_users.load();
  for (const auto& count : counters.requests_by_name) {
    reading.requests_by_name.push_back(count.load());
    reading.requests_total += count.load();
  }
  return reading;
}

std::optional<Interval> VirtualLoad::next_interval() {
  if (drained_) return std::nullopt;
  const auto begin = VirtualClock::kStart + seconds_++ * 1s;
  for (int step = 1; step <= kStepsASecond && !ended_; ++step) {
    clock_.run_until(begin + step * 1s / kStepsASecond);
    time_.advance_to(begin + step * 1s / kStepsASecond);
  }
  drained_ = ended_;
  Interval interval;
  interval.t_s = to_seconds(begin - VirtualClock::kStart);
  interval.length_s = ended_ ? to_seconds(std::max(begin, ended_at_) - begin) : 1;
  interval.snapshot = Snapshot(scenario_.request_names().size());
  recorder_.take(interval.snapshot);
  interval.active_users = recorder_.counters().active_users.load();
  interval.in_flight = recorder_.counters().in_flight.load();
  interval.warmup = begin < VirtualClock::kStart + scenario_.load.warmup;
  return interval;
}

void VirtualLoad::set_users(std::size_t, std::uint32_t users) { executor_.set_users(users); }
void VirtualLoad::set_rate(std::size_t, double) {}
void VirtualLoad::set_paused(bool paused) { executor_.set_paused(paused); }

void VirtualLoad::stop_gracefully() {
  stopped_ = true;
  timekeeper_.stop_gracefully();
}

void VirtualLoad::stop_now() {
  stopped_ = true;
  timekeeper_.stop_now();
}

LoadResults VirtualLoad::results_so_far() {
  LoadResults results;
  for (const auto& failure : recorder_.failures())
    results.failures.push_back(failure_record(failure, scenario_.request_names(), VirtualClock::kStart));
  results.flows = counted_flows(flow_rows(scenario_), recorder_);
  results.lateness = recorder_.lateness();
  results.waited_seconds = recorder_.waited_seconds();
  results.ever_connected = recorder_.ever_connected();
  results.first_connect_failure = recorder_.first_connect_failure();
  results.duration_s = std::min(to_seconds(clock_.now() - VirtualClock::kStart), to_seconds(scenario_.load.duration));
  return results;
}

LoadResults VirtualLoad::finish() {
  LoadResults rest;
  while (const auto interval = next_interval()) rest.totals.merge(interval->snapshot);
  auto results = results_so_far();
  results.totals = std::move(rest.totals);
  results.ended_by = stopped_ ? EndedBy::aborted : EndedBy::duration;
  return results;
}

}  // namespace plimsoll
