#pragma once

// An open run against a fake target on the virtual clock; shards side by side on one loop. Owned by the test; one
// thread.

#include "engine/load/open_executor.h"
#include "tests/engine/load/closed_run.h"

#include <memory>
#include <vector>

namespace plimsoll {

// One GET of "/", named "get", at this rate.
Scenario open_scenario(std::vector<Stage> stages, ArrivalRate::Law law, Nanos duration,
                       std::uint32_t max_in_flight = 1'000'000);

class OpenRun {
 public:
  OpenRun(Scenario scenario, FakeTransport::Script script, unsigned shards = 1, std::uint64_t seed = 1);

  void run();

  VirtualClock& clock() { return clock_; }
  FakeTransport& transport() { return transport_; }
  OpenExecutor& executor(std::size_t shard = 0) { return *shards_[shard]->executor; }
  Timekeeper& timekeeper(std::size_t shard = 0) { return shards_[shard]->timekeeper; }
  const std::vector<FakeArrival>& arrivals() const { return transport_.arrivals(); }
  RequestStats total() const { return total_.total(); }
  const Snapshot& snapshot() const { return total_; }
  const OpenArrivals& results() const { return results_; }
  const Histogram& lateness() const { return lateness_; }
  Instant ended_at() const { return clock_.now(); }
  // Seconds from the start, in the order sent.
  std::vector<double> seconds() const;

 private:
  struct Shard {
    Shard(OpenRun& run, ShardShare share);
    Recorder recorder;
    Timekeeper timekeeper;
    std::unique_ptr<OpenExecutor> executor;
  };
  static Awaitable<> run_shard(Shard& shard);

  boost::asio::io_context context_{1};
  Scenario scenario_;
  VirtualClock clock_;
  FakeTransport transport_;
  Redaction redaction_;
  std::unique_ptr<RequestSource> source_;
  RequestBudget budget_;
  TaskGroup tasks_;
  std::vector<std::unique_ptr<Shard>> shards_;
  Snapshot total_;
  OpenArrivals results_;
  Histogram lateness_;
};

}  // namespace plimsoll
