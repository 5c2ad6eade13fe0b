#pragma once

// A run of one load model against a fake target on the virtual clock, its shards side by side on one loop. Owned by the
// test; one thread.

#include "engine/load/closed_executor.h"
#include "engine/load/open_executor.h"
#include "engine/requests/request_source.h"
#include "engine/results/flow_rows.h"
#include "tests/engine/load/load_scenarios.h"
#include "tests/support/fake_transport.h"
#include "tests/support/virtual_clock.h"

#include <exception>
#include <memory>
#include <vector>

namespace plimsoll {

template <class Executor>
class LoadRun {
 public:
  LoadRun(Scenario scenario, FakeTransport::Script script, unsigned shards = 1, std::uint64_t seed = 1);

  // Runs all shards to their ends; throws what a bug of theirs threw.
  void run();

  VirtualClock& clock() { return clock_; }
  FakeTransport& transport() { return transport_; }
  Executor& executor(std::size_t shard = 0) { return *shards_[shard]->executor; }
  Timekeeper& timekeeper(std::size_t shard = 0) { return shards_[shard]->timekeeper; }
  const std::vector<FakeArrival>& arrivals() const { return transport_.arrivals(); }
  RequestStats total() const { return total_.total(); }
  const Snapshot& snapshot() const { return total_; }
  const LiveCounters& counters(std::size_t shard = 0) const { return shards_[shard]->recorder.counters(); }
  const OpenArrivals& results() const { return results_; }  // of an open load
  const Histogram& lateness() const { return lateness_; }
  const std::vector<FlowRecord>& flows() const { return flows_; }
  const std::vector<FailureCount>& failures() const { return failures_; }
  double waited_seconds() const { return waited_seconds_; }
  Instant ended_at() const { return clock_.now(); }
  // Seconds from the start, in the order sent: of all arrivals, or of those of a channel.
  std::vector<double> seconds() const;
  std::vector<double> seconds_of(std::size_t channel) const;

 private:
  struct Shard {
    Shard(LoadRun& run, const ShardShare& share);
    Recorder recorder;
    Timekeeper timekeeper;
    std::unique_ptr<Executor> executor;
  };

  static Awaitable<> run_shard(Shard& shard);
  Awaitable<> wait_for_shards(std::exception_ptr& fault);

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
  std::vector<FlowRecord> flows_;
  std::vector<FailureCount> failures_;
  double waited_seconds_ = 0;
};

extern template class LoadRun<ClosedExecutor>;
extern template class LoadRun<OpenExecutor>;
using ClosedRun = LoadRun<ClosedExecutor>;
using OpenRun = LoadRun<OpenExecutor>;

}  // namespace plimsoll
