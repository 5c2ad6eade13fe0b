#include "engine/shard.h"

#include "core/clock.h"
#include "core/cpu_time.h"
#include "core/task_group.h"
#include "engine/load/closed_executor.h"
#include "engine/make_transport.h"
#include "engine/results/flow_rows.h"

#include <fmt/format.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <exception>
#include <future>
#include <system_error>
#include <thread>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

namespace asio = boost::asio;

constexpr Nanos kLagPeriod = std::chrono::milliseconds(50);

}  // namespace

struct Shard::State {
  using LoadExecutor = std::variant<std::unique_ptr<ClosedExecutor>, std::unique_ptr<OpenExecutor>>;

  State(const ShardPlan& plan, std::vector<std::string> request_names)
      : warmup(plan.scenario.load.warmup),
        limit_begins(plan.scenario.rules ? warmup : Nanos(0)),
        names(std::move(request_names)),
        flows(flow_rows(plan.scenario)),
        recorder(names.size(), plan.redaction),
        timekeeper(context, *clock, plan.budget, plan.scenario.load.duration, plan.scenario.load.graceful_stop) {
    recorder.check_pace().set_budget(plan.scenario.check_budget, plan.share.seed + plan.share.index);
  }

  Result<void> make_executors(const ShardPlan& plan);
  Awaitable<> run(Instant start);
  Awaitable<> measure_lag();
  void run_loop();

  // On the shard's thread, or when that is over.
  LoadResults counted() const;
  void count_open_loads(LoadResults& results) const;

  Nanos warmup;
  Nanos limit_begins;  // what is due before it is not of the limit on requests
  std::vector<std::string> names;
  std::vector<FlowRecord> flows;  // of which nothing is counted
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  std::unique_ptr<Clock> clock = make_steady_clock(context);
  std::unique_ptr<Transport> transport;
  Recorder recorder;
  Timekeeper timekeeper;
  std::vector<LoadExecutor> executors;  // by part of the load
  TaskGroup loads{context};
  TaskGroup tasks{context};
  std::function<void()> on_end;
  bool ended = false;
  Instant started_at{};
  Instant ended_at{};
  Histogram loop_lag;
  std::string fault;
  double cpu_seconds = 0;
  std::thread thread;
};

Result<void> Shard::State::make_executors(const ShardPlan& plan) {
  const ShardParts parts{context, *clock, *transport, plan.scenario, plan.source, recorder, timekeeper};
  for (std::size_t i = 0; i < plan.scenario.load.parts.size(); ++i) {
    const auto& part = plan.scenario.load.parts[i];
    auto share = plan.share;
    if (i > 0) share.seed = Random::stream(plan.share.seed, i).next();  // loads do not draw alike
    if (std::holds_alternative<ClosedLoad>(part.model)) {
      executors.emplace_back(std::make_unique<ClosedExecutor>(parts, part, share));
      continue;
    }
    auto open = OpenExecutor::make(parts, part, share);
    if (open.has_error()) return open.error();
    executors.emplace_back(std::move(*open));
  }
  return {};
}

Result<std::unique_ptr<Shard>> Shard::make(const ShardPlan& plan) {
  auto state = std::make_unique<State>(plan, plan.scenario.request_names());
  const TransportChoice choice{plan.uses_ring, plan.sources, plan.share.seed};
  auto transport = make_transport(state->context, *state->clock, plan.scenario, choice);
  if (transport.has_error()) return transport.error();
  state->transport = std::move(*transport);
  const auto made = state->make_executors(plan);
  if (made.has_error()) return made.error();
  try {
    state->thread = std::thread([loop = state.get()] { loop->run_loop(); });
  } catch (const std::system_error& error) {
    return Error{ErrorKind::internal, fmt::format("thread {} of {} cannot be started: {}; use fewer (--threads)",
                                                  plan.share.index + 1, plan.share.count, error.what())};
  }
  return std::unique_ptr<Shard>(new Shard(std::move(state)));
}

Shard::Shard(std::unique_ptr<State> state) : state_(std::move(state)) {}

Shard::~Shard() { end(); }

void Shard::end() {
  if (!state_->thread.joinable()) return;
  stop_now();
  finish();
}

void Shard::State::run_loop() {
  context.run();
  cpu_seconds = to_seconds(thread_cpu_time());
}

Awaitable<> Shard::State::run(Instant start) {
  timekeeper.start(start, limit_begins);
  for (auto& executor : executors) std::visit([this](auto& load) { loads.spawn(load->run()); }, executor);
  try {
    co_await loads.wait();
  } catch (const std::exception& error) {
    fault = error.what();
  }
  co_await timekeeper.finish();
  ended_at = clock->now();
  ended = true;
  clock->wake_sleepers();
  on_end();
}

// How much later than it should the loop wakes: time that any measured request may have waited too.
Awaitable<> Shard::State::measure_lag() {
  while (!ended) {
    const auto due = clock->now() + kLagPeriod;
    co_await clock->sleep_until(due);
    const auto late = clock->now() - due;
    if (late >= Nanos(0)) loop_lag.record(late);
    recorder.check_pace().note_lag(late, due + late);
  }
}

void Shard::start(Instant start, std::function<void()> on_end) {
  asio::post(state_->context, [state = state_.get(), start, on_end = std::move(on_end)]() mutable {
    state->on_end = std::move(on_end);
    state->started_at = start;
    state->recorder.set_warmup_end(start + state->warmup);
    state->tasks.spawn(state->run(start));
    state->tasks.spawn(state->measure_lag());
  });
}

void Shard::stop_starting() {
  asio::post(state_->context, [state = state_.get()] { state->timekeeper.stop_starting(); });
}

void Shard::stop_gracefully() {
  asio::post(state_->context, [state = state_.get()] { state->timekeeper.stop_gracefully(); });
}

void Shard::stop_now() {
  asio::post(state_->context, [state = state_.get()] { state->timekeeper.stop_now(); });
}

void Shard::set_users(std::size_t part, std::uint32_t users) {
  asio::post(state_->context, [state = state_.get(), part, users] {
    if (auto* closed = std::get_if<std::unique_ptr<ClosedExecutor>>(&state->executors[part]))
      (*closed)->set_users(users);
  });
}

void Shard::set_rate(std::size_t part, double per_second, Instant from) {
  asio::post(state_->context, [state = state_.get(), part, per_second, from] {
    if (auto* open = std::get_if<std::unique_ptr<OpenExecutor>>(&state->executors[part]))
      (*open)->set_rate(per_second, from);
  });
}

void Shard::set_paused(bool paused) {
  asio::post(state_->context, [state = state_.get(), paused] {
    for (auto& executor : state->executors) std::visit([paused](auto& load) { load->set_paused(paused); }, executor);
  });
}

void Shard::take(Snapshot& into) {
  std::promise<void> taken;
  asio::post(state_->context, [&] {
    state_->recorder.take(into);
    taken.set_value();
  });
  taken.get_future().wait();
}

const LiveCounters& Shard::counters() const noexcept { return state_->recorder.counters(); }

void Shard::State::count_open_loads(LoadResults& results) const {
  for (std::size_t i = 0; i < executors.size(); ++i) {
    const auto* open = std::get_if<std::unique_ptr<OpenExecutor>>(&executors[i]);
    if (open == nullptr) continue;
    auto arrivals = (*open)->results();
    for (auto& start : arrivals.starts) start.load = i;
    results.arrivals.merge(arrivals);
    if (results.data_fault.empty()) results.data_fault = (*open)->fault();
  }
}

LoadResults Shard::State::counted() const {
  LoadResults results;
  for (const auto& failure : recorder.failures())
    results.failures.push_back(failure_record(failure, names, started_at));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto& odd = recorder.odd_answers()[i];
    if (odd.location.empty() && odd.coding.empty() && !odd.cache) continue;
    results.odd_answers.push_back(odd);
    results.odd_answers.back().request = names[i];
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (recorder.check_pace().counts()[i].answers == 0) continue;
    results.check_counts.push_back(recorder.check_pace().counts()[i]);
    results.check_counts.back().request = names[i];
  }
  results.flows = counted_flows(flows, recorder);
  results.loop_lag = loop_lag;
  results.lateness = recorder.lateness();
  results.waited_seconds = recorder.waited_seconds();
  results.ever_connected = recorder.ever_connected();
  results.first_connect_failure = recorder.first_connect_failure();
  results.fault = fault;
  count_open_loads(results);
  return results;
}

LoadResults Shard::results_so_far() {
  LoadResults results;
  std::promise<void> counted;
  asio::post(state_->context, [&] {
    results = state_->counted();
    results.cpu_seconds = {to_seconds(thread_cpu_time())};
    counted.set_value();
  });
  counted.get_future().wait();
  return results;
}

LoadResults Shard::finish() {
  state_->work.reset();
  state_->thread.join();
  auto results = state_->counted();
  results.cpu_seconds = {state_->cpu_seconds};
  return results;
}

Instant Shard::ended_at() const noexcept { return state_->ended_at; }

}  // namespace plimsoll
