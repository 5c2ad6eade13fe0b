#include "tests/engine/load/load_run.h"

#include <stdexcept>
#include <type_traits>
#include <utility>

namespace plimsoll {
namespace {

template <class Executor>
std::unique_ptr<Executor> executor_of(const ShardParts& parts, const LoadPart& part, const ShardShare& share) {
  if constexpr (std::is_same_v<Executor, OpenExecutor>)
    return OpenExecutor::make(parts, part, share).value();
  else
    return std::make_unique<Executor>(parts, part, share);
}

}  // namespace

template <class Executor>
LoadRun<Executor>::Shard::Shard(LoadRun& run, const ShardShare& share)
    : recorder(run.scenario_.request_names().size(), run.redaction_),
      timekeeper(run.context_, run.clock_, run.budget_, run.scenario_.load.duration, run.scenario_.load.graceful_stop) {
  const ShardParts parts{run.context_, run.clock_, run.transport_, run.scenario_, *run.source_, recorder, timekeeper};
  executor = executor_of<Executor>(parts, run.scenario_.load.parts[0], share);
  recorder.set_warmup_end(VirtualClock::kStart + run.scenario_.load.warmup);
}

template <class Executor>
LoadRun<Executor>::LoadRun(Scenario scenario, FakeTransport::Script script, unsigned shards, std::uint64_t seed)
    : scenario_(std::move(scenario)),
      clock_(context_),
      transport_(clock_, std::move(script)),
      redaction_(scenario_),
      source_(RequestSource::make(scenario_).value()),
      budget_(scenario_.load.requests),
      tasks_(context_),
      total_(scenario_.request_names().size()) {
  for (unsigned index = 0; index < shards; ++index)
    shards_.push_back(std::make_unique<Shard>(*this, ShardShare{index, shards, seed}));
}

template <class Executor>
Awaitable<> LoadRun<Executor>::run_shard(Shard& shard) {
  shard.timekeeper.start(VirtualClock::kStart);
  std::exception_ptr fault;
  try {
    co_await shard.executor->run();
  } catch (...) {
    fault = std::current_exception();
  }
  co_await shard.timekeeper.finish();
  if (fault) std::rethrow_exception(fault);
}

template <class Executor>
Awaitable<> LoadRun<Executor>::wait_for_shards(std::exception_ptr& fault) {
  try {
    co_await tasks_.wait();
  } catch (...) {
    fault = std::current_exception();
  }
}

template <class Executor>
void LoadRun<Executor>::run() {
  std::exception_ptr fault;
  TaskGroup waiter(context_);
  for (auto& shard : shards_) tasks_.spawn(run_shard(*shard));
  waiter.spawn(wait_for_shards(fault));
  clock_.run();
  if (fault) std::rethrow_exception(fault);
  if (waiter.size() > 0) throw std::logic_error("the run waits for something that is not the clock");
  Snapshot part(total_.by_request.size());
  for (auto& shard : shards_) {
    shard->recorder.take(part);
    total_.merge(part);
    lateness_.merge(shard->recorder.lateness());
    waited_seconds_ += shard->recorder.waited_seconds();
    merge_flows(flows_, counted_flows(flow_rows(scenario_), shard->recorder));
    for (auto& failure : shard->recorder.take_failures()) failures_.push_back(std::move(failure));
    if constexpr (std::is_same_v<Executor, OpenExecutor>) results_.merge(shard->executor->results());
  }
}

template <class Executor>
std::vector<double> LoadRun<Executor>::seconds() const {
  std::vector<double> seconds;
  for (const auto& arrival : arrivals()) seconds.push_back(to_seconds(arrival.at - VirtualClock::kStart));
  return seconds;
}

template <class Executor>
std::vector<double> LoadRun<Executor>::seconds_of(std::size_t channel) const {
  std::vector<double> seconds;
  for (const auto& arrival : arrivals())
    if (arrival.channel == channel) seconds.push_back(to_seconds(arrival.at - VirtualClock::kStart));
  return seconds;
}

template class LoadRun<ClosedExecutor>;
template class LoadRun<OpenExecutor>;

}  // namespace plimsoll
