#pragma once

// A closed run against a fake target on the virtual clock, one shard after the other in the same order of events as
// real shards keep apart. Owned by the test; one thread.

#include "engine/load/closed_executor.h"
#include "engine/requests/request_source.h"
#include "tests/support/fake_transport.h"
#include "tests/support/virtual_clock.h"

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

// What is common to all: one GET of "/", named "get".
Scenario closed_scenario(std::uint32_t users, double spawn_rate, Wait wait, Nanos duration);
RequestTemplate get_request(const std::string& name);
Task task_of(const std::string& name, double weight, std::vector<RequestTemplate> steps);
BodySet bodies(const std::vector<std::string>& texts);

class ClosedRun {
 public:
  ClosedRun(Scenario scenario, FakeTransport::Script script, unsigned shards = 1, std::uint64_t seed = 1);

  // Runs all shards to their ends; throws what a bug of theirs threw.
  void run();

  VirtualClock& clock() { return clock_; }
  FakeTransport& transport() { return transport_; }
  ClosedExecutor& executor(std::size_t shard = 0) { return *shards_[shard]->executor; }
  Timekeeper& timekeeper(std::size_t shard = 0) { return shards_[shard]->timekeeper; }
  const std::vector<FakeArrival>& arrivals() const { return transport_.arrivals(); }
  RequestStats total();
  const Snapshot& snapshot() const { return total_; }
  const LiveCounters& counters(std::size_t shard = 0) const { return shards_[shard]->recorder.counters(); }
  Instant ended_at() const { return clock_.now(); }
  // Seconds from the start, of each arrival of a channel.
  std::vector<double> seconds_of(std::size_t channel) const;

 private:
  struct Shard {
    Shard(ClosedRun& run, ShardShare share, std::uint64_t seed);
    Recorder recorder;
    Timekeeper timekeeper;
    std::unique_ptr<ClosedExecutor> executor;
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
};

}  // namespace plimsoll
