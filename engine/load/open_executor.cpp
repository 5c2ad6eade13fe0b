#include "engine/load/open_executor.h"

#include "core/signal.h"
#include "engine/load/rest_plan.h"
#include "engine/load/task_run.h"

#include <boost/asio/deferred.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <exception>
#include <utility>

namespace plimsoll {
namespace {

namespace asio = boost::asio;

// Where the generator is behind, answers get their turn after so many starts.
constexpr int kStartsPerTurn = 16;

// What was not started at the end is counted one by one up to here.
constexpr std::uint64_t kMostCounted = 10'000'000;

constexpr std::uint32_t kFewestInFlight = 100;

std::size_t share_of(std::uint32_t whole, ShardShare share) {
  return whole / share.count + (share.index < whole % share.count ? 1 : 0);
}

std::vector<std::size_t> first_names(const Scenario& scenario) {
  const auto names = scenario.request_names();
  std::vector<std::size_t> first;
  for (const auto& task : scenario.tasks) {
    const auto name = std::find(names.begin(), names.end(), task.steps.front().name);
    first.push_back(static_cast<std::size_t>(name - names.begin()));
  }
  return first;
}

double expected_arrivals(const OpenLoad& load, const Load& whole) {
  if (const auto* trace = std::get_if<ArrivalTrace>(&load.arrivals)) return static_cast<double>(trace->rows);
  const auto* rate = std::get_if<ArrivalRate>(&load.arrivals);
  if (rate == nullptr) return 0;
  return StagePlan(rate->stages).silent_in(RestPlan(whole).rests()).arrivals_until(whole.duration);
}

}  // namespace

// One connection and what it is busy with.
struct OpenExecutor::Lane {
  explicit Lane(const ShardParts& parts)
      : channel(parts.transport.make_channel()), abortable(parts.timekeeper, *channel), run(parts) {}

  std::unique_ptr<Channel> channel;
  Timekeeper::Abortable abortable;
  TaskRun run;
  std::optional<Arrival> arrival;
  Nanos lateness{0};
  Signal given;
};

Result<std::unique_ptr<OpenExecutor>> OpenExecutor::make(const ShardParts& parts, const LoadPart& part,
                                                         ShardShare share) {
  const auto& load = std::get<OpenLoad>(part.model);
  const auto own = [&](Arrivals arrivals) {
    return std::unique_ptr<OpenExecutor>(new OpenExecutor(parts, part, share, std::move(arrivals)));
  };
  if (const auto* rate = std::get_if<ArrivalRate>(&load.arrivals))
    return own(PlannedArrivals(parts.scenario, part, *rate, share.seed));
  if (const auto* trace = std::get_if<ArrivalTrace>(&load.arrivals)) {
    auto traced = TracedArrivals::open(parts.scenario, part, *trace, share.seed);
    if (traced.has_error()) return traced.error();
    return own(std::move(*traced));
  }
  auto replayed = ReplayedArrivals::open(parts.scenario, part, std::get<ReplayLog>(load.arrivals), share);
  if (replayed.has_error()) return replayed.error();
  return own(std::move(*replayed));
}

OpenExecutor::OpenExecutor(const ShardParts& parts, const LoadPart& part, ShardShare share, Arrivals arrivals)
    : parts_(parts),
      load_(std::get<OpenLoad>(part.model)),
      share_(share),
      most_lanes_(share_of(load_.max_in_flight.value_or(kFewestInFlight), share)),
      names_(first_names(parts.scenario)),
      arrivals_(std::move(arrivals)),
      starts_(expected_arrivals(load_, parts.scenario.load)),
      serving_(parts.context) {}

OpenExecutor::~OpenExecutor() = default;

Awaitable<> OpenExecutor::run() {
  std::exception_ptr fault;  // a bug: told when nothing of this is left running
  try {
    co_await dispatch();
  } catch (...) {
    fault = std::current_exception();
    parts_.timekeeper.stop_now();
  }
  release_lanes();
  try {
    co_await serving_.wait();
  } catch (...) {
    fault = std::current_exception();
  }
  if (fault) std::rethrow_exception(fault);
}

OpenArrivals OpenExecutor::results() const {
  auto results = results_;
  const auto* rate = std::get_if<ArrivalRate>(&load_.arrivals);
  if (rate != nullptr && rate->law != ArrivalRate::Law::constant)
    results.starts = starts_.starts(std::get<PlannedArrivals>(arrivals_).plan(),
                                    rate->law == ArrivalRate::Law::gamma ? rate->burstiness : 1);
  return results;
}

std::string OpenExecutor::fault() const {
  if (const auto* log = std::get_if<ReplayedArrivals>(&arrivals_)) return log->fault();
  const auto* trace = std::get_if<TracedArrivals>(&arrivals_);
  return trace == nullptr ? std::string() : trace->fault();
}

void OpenExecutor::set_rate(double per_second, Instant from) {
  auto* planned = std::get_if<PlannedArrivals>(&arrivals_);
  if (planned == nullptr) return;
  planned->set_rate(per_second, from - parts_.timekeeper.started_at());
  parts_.clock.wake_sleepers();
}

void OpenExecutor::set_paused(bool paused) { paused_ = paused; }

std::optional<Arrival> OpenExecutor::next_own() {
  for (;;) {
    auto arrival = std::visit([](auto& one) { return std::optional<Arrival>(one.next()); }, arrivals_);
    if (!arrival || arrival->number % share_.count == share_.index) return arrival;
  }
}

Awaitable<> OpenExecutor::dispatch() {
  int started = 0;
  while (auto arrival = next_own()) {
    const bool is_time = co_await wait_until_due(*arrival);
    if (!is_time) {
      count_never_started(std::move(*arrival));
      co_return;
    }
    if (paused_) continue;
    start(std::move(*arrival));
    if (++started % kStartsPerTurn == 0) co_await asio::post(parts_.context, asio::deferred);
  }
}

// False: everything ends before.
Awaitable<bool> OpenExecutor::wait_until_due(Arrival& arrival) {
  const auto& timekeeper = parts_.timekeeper;
  while (!timekeeper.is_stopping()) {
    const auto due = due_of(arrival);
    const auto now = parts_.clock.now();
    // One that is due right before the end is not lost to the moment that waking takes.
    if (now >= timekeeper.end()) co_return due < timekeeper.end() && now - due <= load_.late_after;
    if (now >= due) co_return true;
    co_await parts_.clock.sleep_until(std::min(due, timekeeper.end()));
    if (parts_.clock.now() < due)  // woken: the rate may be another now
      if (const auto* planned = std::get_if<PlannedArrivals>(&arrivals_)) arrival.due = planned->last_due();
  }
  co_return false;
}

void OpenExecutor::start(Arrival arrival) {
  const auto now = parts_.clock.now();
  const auto lateness = now - due_of(arrival);
  const bool is_late = lateness > load_.late_after;
  starts_.started(arrival.number, now - parts_.timekeeper.started_at());
  auto* lane = free_lane();
  if (lane == nullptr) {
    if (is_late) ++results_.dropped_while_late;
    return drop(arrival);
  }
  if (!parts_.timekeeper.may_start(due_of(arrival))) return idle_.push_back(lane);
  ++results_.planned;
  lane->lateness = lateness;
  lane->arrival = std::move(arrival);
  if (lane->given.is_awaited())
    lane->given.raise();
  else
    serving_.spawn(serve(*lane));
}

OpenExecutor::Lane* OpenExecutor::free_lane() {
  if (!idle_.empty()) {
    auto* lane = idle_.back();
    idle_.pop_back();
    return lane;
  }
  if (lanes_.size() >= most_lanes_) return nullptr;
  lanes_.push_back(std::make_unique<Lane>(parts_));
  return lanes_.back().get();
}

void OpenExecutor::drop(const Arrival& arrival) {
  ++results_.planned;
  parts_.recorder.drop(names_[arrival.task], due_of(arrival));
}

// At the plan's end, not when a person or the limit has ended it.
void OpenExecutor::count_never_started(Arrival arrival) {
  const auto until = std::min(parts_.timekeeper.end(), parts_.clock.now());
  if (parts_.clock.now() < parts_.timekeeper.end()) return;
  std::optional<Arrival> next = std::move(arrival);
  while (next && due_of(*next) < until && results_.never_started < kMostCounted) {
    ++results_.never_started;
    drop(*next);
    next = next_own();
  }
}

Awaitable<> OpenExecutor::serve(Lane& lane) {
  while (lane.arrival) {
    co_await perform(lane);
    lane.arrival.reset();
    if (ending_) co_return;
    idle_.push_back(&lane);
    co_await lane.given.wait();
  }
}

// Every step of its task, each due as the task says.
Awaitable<> OpenExecutor::perform(Lane& lane) {
  auto& arrival = *lane.arrival;
  auto& run = lane.run;
  lane.channel->serve(arrival.number + 1);
  auto due = due_of(arrival);
  if (!run.begin(arrival.task, {}, due, &arrival.turn)) {
    --results_.planned;
    parts_.timekeeper.stop_starting();
    co_return;
  }
  for (;;) {
    const auto attempt = run.next(arrival.random, due, lane.lateness, lane.lateness > load_.late_after);
    attempt.begin(parts_.recorder, run.response);
    co_await lane.channel->send(attempt.request, run.response);
    run.answered(attempt, arrival.random);
    parts_.timekeeper.look_at_limit();
    if (!run.is_under_way()) co_return;
    due = run.due();
    lane.lateness = Nanos(0);
    if (due > run.response.done) co_await wait_within_task(lane);
    if (!parts_.timekeeper.may_start(due)) break;
    ++results_.planned;
  }
  run.leave();
}

Awaitable<> OpenExecutor::wait_within_task(Lane& lane) {
  const auto due = lane.run.due();
  while (!parts_.timekeeper.is_stopping() && parts_.clock.now() < due) co_await parts_.clock.sleep_until(due);
  lane.lateness = std::max(Nanos(0), parts_.clock.now() - due);
}

void OpenExecutor::release_lanes() {
  ending_ = true;
  for (auto* lane : std::exchange(idle_, {})) lane->given.raise();
}

}  // namespace plimsoll
