#pragma once

// The open load model: every arrival of the plan starts when it is due, whatever became of those before. Runs the
// arrivals of one shard (arrival k of S shards belongs to shard k mod S) on its thread; owned by the shard.
//
// Arrivals are carried by lanes, each with a connection that it keeps: the one that was free last takes the next, so
// that there are no more connections than requests ever were in flight. Where all lanes that the cap allows are busy,
// the arrival is dropped and counted.

#include "core/task_group.h"
#include "engine/load/arrival_gaps.h"
#include "engine/load/arrivals.h"
#include "engine/load/shard_parts.h"
#include "record/load_results.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll {

class OpenExecutor {
 public:
  // Error: a log that cannot be opened.
  static Result<std::unique_ptr<OpenExecutor>> make(const ShardParts& parts, const LoadPart& part, ShardShare share);
  ~OpenExecutor();

  // To the last arrival and the end of all that are in flight, within the timekeeper's time. Once. An exception is a
  // bug.
  Awaitable<> run();

  // That rate from that instant on, the same on every shard, instead of what the plan says. A log keeps its own pace.
  void set_rate(double per_second, Instant from);
  // What is due before it is over is not planned at all.
  void set_paused(bool paused);

  // So far; of all loads of a scenario this is the first.
  OpenArrivals results() const;
  // Of a log that could not be read to its end; empty: none.
  std::string fault() const;

 private:
  struct Lane;
  using Arrivals = std::variant<PlannedArrivals, ReplayedArrivals, TracedArrivals>;

  OpenExecutor(const ShardParts& parts, const LoadPart& part, ShardShare share, Arrivals arrivals);
  std::optional<Arrival> next_own();
  Instant due_of(const Arrival& arrival) const { return parts_.timekeeper.started_at() + arrival.due; }
  Awaitable<> dispatch();
  Awaitable<bool> wait_until_due(Arrival& arrival);
  void start(Arrival arrival);
  Lane* free_lane();
  void drop(const Arrival& arrival);
  void count_never_started(Arrival arrival);
  Awaitable<> serve(Lane& lane);
  Awaitable<> perform(Lane& lane);
  Awaitable<> wait_within_task(Lane& lane);
  void release_lanes();

  const ShardParts parts_;
  const OpenLoad load_;
  const ShardShare share_;
  const std::size_t most_lanes_;
  const std::vector<std::size_t> names_;  // of each task's first step
  Arrivals arrivals_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<Lane*> idle_;
  bool paused_ = false;
  bool ending_ = false;
  OpenArrivals results_;  // but for the starts
  ArrivalGaps starts_;
  TaskGroup serving_;
};

}  // namespace plimsoll
