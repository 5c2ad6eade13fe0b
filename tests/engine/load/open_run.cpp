#include "tests/engine/load/open_run.h"

#include <stdexcept>
#include <utility>

namespace plimsoll {

Scenario open_scenario(std::vector<Stage> stages, ArrivalRate::Law law, Nanos duration, std::uint32_t max_in_flight) {
  auto scenario = closed_scenario(1, 1, NoWait{}, duration);
  OpenLoad open;
  ArrivalRate rate;
  rate.stages = std::move(stages);
  rate.law = law;
  open.arrivals = rate;
  open.max_in_flight = max_in_flight;
  scenario.load.parts[0].model = open;
  return scenario;
}

OpenRun::Shard::Shard(OpenRun& run, ShardShare share)
    : recorder(run.scenario_.request_names().size(), run.redaction_),
      timekeeper(run.context_, run.clock_, run.budget_, run.scenario_.load.duration, run.scenario_.load.graceful_stop) {
  const ShardParts parts{run.context_, run.clock_, run.transport_, run.scenario_, *run.source_, recorder, timekeeper};
  executor = OpenExecutor::make(parts, run.scenario_.load.parts[0], share).value();
  recorder.set_warmup_end(VirtualClock::kStart + run.scenario_.load.warmup);
}

OpenRun::OpenRun(Scenario scenario, FakeTransport::Script script, unsigned shards, std::uint64_t seed)
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

Awaitable<> OpenRun::run_shard(Shard& shard) {
  shard.timekeeper.start(VirtualClock::kStart);
  co_await shard.executor->run();
  co_await shard.timekeeper.finish();
}

void OpenRun::run() {
  for (auto& shard : shards_) tasks_.spawn(run_shard(*shard));
  clock_.run();
  if (tasks_.size() > 0) throw std::logic_error("the run waits for something that is not the clock");
  Snapshot part(total_.by_request.size());
  for (auto& shard : shards_) {
    shard->recorder.take(part);
    total_.merge(part);
    results_.merge(shard->executor->results());
    lateness_.merge(shard->recorder.lateness());
  }
}

std::vector<double> OpenRun::seconds() const {
  std::vector<double> seconds;
  for (const auto& arrival : arrivals()) seconds.push_back(to_seconds(arrival.at - VirtualClock::kStart));
  return seconds;
}

}  // namespace plimsoll
