#include "engine/shard.h"

#include "engine/core/clock.h"
#include "engine/core/task_group.h"
#include "engine/http1_transport.h"

#include <fmt/format.h>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <ctime>
#include <exception>
#include <future>
#include <system_error>
#include <thread>
#include <utility>

namespace plimsoll {
namespace {

namespace asio = boost::asio;

constexpr Nanos kLagPeriod = std::chrono::milliseconds(50);

double thread_cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

Result<std::unique_ptr<Transport>> make_transport(asio::io_context& context, Clock& clock, const Scenario& scenario) {
  Http1Options options;
  options.url = scenario.target.url;
  options.tls = scenario.target.tls;
  options.connect_timeout = scenario.connect_timeout;
  options.max_response_bytes = scenario.max_response_bytes;
  return make_http1_transport(context, clock, options);
}

}  // namespace

struct Shard::State {
  State(const ShardPlan& plan, std::size_t names)
      : warmup(plan.scenario.load.warmup), recorder(names, plan.redaction) {}

  Awaitable<> run(Instant start);
  Awaitable<> measure_lag();
  void run_loop();

  Nanos warmup;
  asio::io_context context{1};
  asio::executor_work_guard<Executor> work{context.get_executor()};
  std::unique_ptr<Clock> clock = make_steady_clock(context);
  std::unique_ptr<Transport> transport;
  Recorder recorder;
  std::unique_ptr<ClosedExecutor> executor;
  TaskGroup tasks{context};
  std::function<void()> on_end;
  bool ended = false;
  ShardResults results;
  std::thread thread;
};

Result<std::unique_ptr<Shard>> Shard::make(const ShardPlan& plan) {
  auto state = std::make_unique<State>(plan, plan.scenario.request_names().size());
  auto transport = make_transport(state->context, *state->clock, plan.scenario);
  if (transport.has_error()) return transport.error();
  state->transport = std::move(*transport);
  const ShardParts parts{state->context, *state->clock, *state->transport, plan.source, state->recorder, plan.budget};
  state->executor = std::make_unique<ClosedExecutor>(parts, plan.scenario.load, plan.share, plan.seed);
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
  results.cpu_seconds = thread_cpu_seconds();
}

Awaitable<> Shard::State::run(Instant start) {
  try {
    co_await executor->run(start);
  } catch (const std::exception& error) {
    results.fault = error.what();
  }
  results.ended_at = clock->now();
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
    if (late >= Nanos(0)) results.loop_lag.record(late);
  }
}

void Shard::start(Instant start, std::function<void()> on_end) {
  asio::post(state_->context, [state = state_.get(), start, on_end = std::move(on_end)]() mutable {
    state->on_end = std::move(on_end);
    state->recorder.set_warmup_end(start + state->warmup);
    state->tasks.spawn(state->run(start));
    state->tasks.spawn(state->measure_lag());
  });
}

void Shard::stop_starting() {
  asio::post(state_->context, [state = state_.get()] { state->executor->stop_starting(); });
}

void Shard::stop_gracefully() {
  asio::post(state_->context, [state = state_.get()] { state->executor->stop_gracefully(); });
}

void Shard::stop_now() {
  asio::post(state_->context, [state = state_.get()] { state->executor->stop_now(); });
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

ShardResults Shard::finish() {
  state_->work.reset();
  state_->thread.join();
  auto results = std::move(state_->results);
  results.failures = state_->recorder.take_failures();
  results.ever_connected = state_->recorder.ever_connected();
  results.first_connect_failure = state_->recorder.first_connect_failure();
  return results;
}

}  // namespace plimsoll
