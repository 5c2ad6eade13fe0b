#include "tests/engine/load/closed_run.h"

#include <stdexcept>
#include <utility>

namespace plimsoll {

RequestTemplate get_request(const std::string& name) {
  RequestTemplate request;
  request.name = name;
  request.path = "/";
  return request;
}

Task task_of(const std::string& name, double weight, std::vector<RequestTemplate> steps) {
  Task task;
  task.name = name;
  task.weight = weight;
  task.steps = std::move(steps);
  return task;
}

BodySet bodies(const std::vector<std::string>& texts) {
  BodySet set;
  set.content_type = "application/json";
  for (const auto& text : texts) {
    set.payloads.push_back(std::make_shared<const std::string>(text));
    set.labels.push_back(text + ".json");
  }
  return set;
}

Scenario closed_scenario(std::uint32_t users, double spawn_rate, Wait wait, Nanos duration) {
  Scenario scenario;
  scenario.target.url = {Url::Scheme::http, "target.test", 80, ""};
  ClosedLoad closed;
  closed.users = users;
  closed.spawn_rate = spawn_rate;
  closed.wait = wait;
  scenario.load.parts[0].model = closed;
  scenario.load.duration = duration;
  scenario.tasks = {task_of("get", 1, {get_request("get")})};
  return scenario;
}

ClosedRun::Shard::Shard(ClosedRun& run, ShardShare share, std::uint64_t seed)
    : recorder(run.scenario_.request_names().size(), run.redaction_),
      timekeeper(run.context_, run.clock_, run.budget_, run.scenario_.load.duration, run.scenario_.load.graceful_stop) {
  const ShardParts parts{run.context_, run.clock_, run.transport_, run.scenario_, *run.source_, recorder, timekeeper};
  share.seed = seed;
  executor = std::make_unique<ClosedExecutor>(parts, run.scenario_.load.parts[0], share);
  recorder.set_warmup_end(VirtualClock::kStart + run.scenario_.load.warmup);
}

ClosedRun::ClosedRun(Scenario scenario, FakeTransport::Script script, unsigned shards, std::uint64_t seed)
    : scenario_(std::move(scenario)),
      clock_(context_),
      transport_(clock_, std::move(script)),
      redaction_(scenario_),
      source_(RequestSource::make(scenario_).value()),
      budget_(scenario_.load.requests),
      tasks_(context_),
      total_(scenario_.request_names().size()) {
  for (unsigned index = 0; index < shards; ++index)
    shards_.push_back(std::make_unique<Shard>(*this, ShardShare{index, shards, seed}, seed));
}

Awaitable<> ClosedRun::run_shard(Shard& shard) {
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

Awaitable<> ClosedRun::wait_for_shards(std::exception_ptr& fault) {
  try {
    co_await tasks_.wait();
  } catch (...) {
    fault = std::current_exception();
  }
}

void ClosedRun::run() {
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
  }
}

RequestStats ClosedRun::total() { return total_.total(); }

std::vector<double> ClosedRun::seconds_of(std::size_t channel) const {
  std::vector<double> seconds;
  for (const auto& arrival : arrivals())
    if (arrival.channel == channel) seconds.push_back(to_seconds(arrival.at - VirtualClock::kStart));
  return seconds;
}

}  // namespace plimsoll
