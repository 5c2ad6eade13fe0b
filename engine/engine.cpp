#include "engine/engine.h"

#include "core/clock.h"
#include "engine/auth/auth_sources.h"
#include "engine/load/request_budget.h"
#include "engine/requests/request_source.h"
#include "engine/results/redaction.h"
#include "engine/shard.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace plimsoll {
namespace {

constexpr Nanos kInterval = std::chrono::seconds(1);
constexpr Nanos kChangeAhead = std::chrono::milliseconds(20);

}  // namespace

struct Engine::State {
  State(const Scenario& plan, Redaction secrets, std::unique_ptr<RequestSource> requests)
      : scenario(plan),
        names(plan.request_names().size()),
        redaction(std::move(secrets)),
        source(std::move(requests)),
        budget(plan.load.requests),
        taken(names) {}

  void shard_ended();
  void note_stop();
  bool wait_for(Instant interval_end);
  Instant end_of_load(Instant last_ended);
  EndedBy reason_of_end(Instant last_ended);

  const Scenario& scenario;
  const std::size_t names;
  const Redaction redaction;
  const std::unique_ptr<RequestSource> source;
  std::unique_ptr<AuthSources> sources;
  RequestBudget budget;
  Instant start{};
  Instant interval_start{};
  Snapshot taken;
  bool drained = false;

  std::mutex mutex;
  std::condition_variable ended;
  std::size_t shards_ended = 0;
  Instant stopped_at = Instant::max();  // by a person or the conductor

  std::vector<std::unique_ptr<Shard>> shards;  // the last member: their threads use the others
};

Result<std::unique_ptr<Engine>> Engine::make(const Scenario& scenario, const EngineOptions& options) {
  auto source = RequestSource::make(scenario, options.seed);
  if (source.has_error()) return source.error();
  (*source)->set_captured(options.captured);
  const auto threads = std::max(1U, options.threads);
  const auto io = choose_io(options.io, scenario, threads);
  if (io.has_error()) return io.error();
  auto state = std::make_unique<State>(scenario, options.redaction.value_or(Redaction(scenario)), std::move(*source));
  auto sources = AuthSources::start(
      scenario, [redaction = &state->redaction](auto& token) { redaction->keep(token); }, options.is_stopped);
  if (sources.has_error()) return Error{sources.error().kind, state->redaction.text(sources.error().message)};
  state->sources = *std::move(sources);
  for (unsigned index = 0; index < threads; ++index) {
    const ShardPlan plan{
        scenario,      *state->source,      state->budget, state->redaction, {index, threads, options.seed},
        io->uses_ring, state->sources.get()};
    auto shard = Shard::make(plan);
    if (shard.has_error()) return shard.error();
    state->shards.push_back(std::move(*shard));
  }
  return std::unique_ptr<Engine>(new Engine(std::move(state)));
}

Engine::Engine(std::unique_ptr<State> state) : state_(std::move(state)) {}

// All threads are joined before the first shard goes: they may still speak to each other.
Engine::~Engine() {
  for (auto& shard : state_->shards) shard->end();
}

void Engine::start() {
  state_->start = state_->interval_start = monotonic_now();
  for (auto& shard : state_->shards) shard->start(state_->start, [state = state_.get()] { state->shard_ended(); });
}

// On a shard's thread. Where the request limit ended it, the others have nothing left to wait for either.
void Engine::State::shard_ended() {
  if (budget.used_up())
    for (auto& shard : shards) shard->stop_starting();
  const std::lock_guard lock(mutex);
  ++shards_ended;
  ended.notify_all();
}

void Engine::State::note_stop() {
  const std::lock_guard lock(mutex);
  stopped_at = std::min(stopped_at, monotonic_now());
}

Instant Engine::started_at() const { return state_->start; }

LoadReading Engine::load_reading() const {
  LoadReading reading;
  reading.requests_by_name.resize(state_->names);
  for (const auto& shard : state_->shards) {
    const auto& counters = shard->counters();
    reading.aborted_total += counters.aborted.load(std::memory_order_relaxed);
    reading.active_users += counters.active_users.load(std::memory_order_relaxed);
    for (std::size_t i = 0; i < state_->names; ++i) {
      const auto count = counters.requests_by_name[i].load(std::memory_order_relaxed);
      reading.requests_by_name[i] += count;
      reading.requests_total += count;
    }
  }
  return reading;
}

// True: every shard has ended.
bool Engine::State::wait_for(Instant interval_end) {
  std::unique_lock lock(mutex);
  return ended.wait_until(lock, interval_end, [this] { return shards_ended == shards.size(); });
}

std::optional<Interval> Engine::next_interval() {
  auto& state = *state_;
  if (state.drained) return std::nullopt;
  state.drained = state.wait_for(state.interval_start + kInterval);
  const auto now = monotonic_now();
  const auto whole_seconds = std::chrono::floor<std::chrono::seconds>(now - state.start);
  const auto end = state.drained ? now : std::max(state.start + whole_seconds, state.interval_start + kInterval);

  Interval interval;
  interval.t_s = to_seconds(state.interval_start - state.start);
  interval.length_s = to_seconds(end - state.interval_start);
  interval.warmup = state.interval_start < state.start + state.scenario.load.warmup;
  interval.snapshot = Snapshot(state.names);
  for (auto& shard : state.shards) {
    shard->take(state.taken);
    interval.snapshot.merge(state.taken);
    interval.active_users += shard->counters().active_users.load(std::memory_order_relaxed);
    interval.in_flight += shard->counters().in_flight.load(std::memory_order_relaxed);
    interval.open_streams += shard->counters().open_streams.load(std::memory_order_relaxed);
  }
  state.interval_start = end;
  return interval;
}

void Engine::set_users(std::size_t part, std::uint32_t users) {
  for (auto& shard : state_->shards) shard->set_users(part, users);
}

// All shards change at one instant, which lies a little ahead, so that they go on drawing the same plan.
void Engine::set_rate(std::size_t part, double per_second) {
  const auto from = monotonic_now() + kChangeAhead;
  for (auto& shard : state_->shards) shard->set_rate(part, per_second, from);
}

void Engine::set_paused(bool paused) {
  for (auto& shard : state_->shards) shard->set_paused(paused);
}

void Engine::stop_gracefully() {
  state_->note_stop();
  for (auto& shard : state_->shards) shard->stop_gracefully();
}

void Engine::stop_now() {
  state_->note_stop();
  for (auto& shard : state_->shards) shard->stop_now();
}

Instant Engine::State::end_of_load(Instant last_ended) {
  const std::lock_guard lock(mutex);
  return std::max(start, std::min({start + scenario.load.duration, stopped_at, last_ended}));
}

EndedBy Engine::State::reason_of_end(Instant last_ended) {
  const std::lock_guard lock(mutex);
  const auto planned_end = start + scenario.load.duration;
  if (stopped_at < std::min(planned_end, last_ended)) return EndedBy::aborted;
  if (source->is_drained() && last_ended < planned_end) return EndedBy::feeder;
  return budget.used_up() && last_ended < planned_end ? EndedBy::requests : EndedBy::duration;
}

LoadResults Engine::results_so_far() {
  LoadResults results;
  for (auto& shard : state_->shards) results.merge(shard->results_so_far());
  results.duration_s = to_seconds(state_->end_of_load(monotonic_now()) - state_->start);
  return results;
}

LoadResults Engine::finish() {
  auto& state = *state_;
  LoadResults results;
  while (const auto interval = next_interval()) results.totals.merge(interval->snapshot);
  Instant last_ended{};
  for (auto& shard : state.shards) {
    results.merge(shard->finish());
    last_ended = std::max(last_ended, shard->ended_at());
  }
  results.ended_by = state.reason_of_end(last_ended);
  if (results.data_fault.empty()) results.data_fault = state.source->fault();
  results.duration_s = to_seconds(state.end_of_load(last_ended) - state.start);
  return results;
}

}  // namespace plimsoll
