#pragma once

// One thread of the engine with everything of its own: loop, clock, transport, users, recorder. Made, started and ended
// by the engine; everything but the counters is called from one thread, the stops from any.

#include "core/error.h"
#include "engine/auth/auth_sources.h"
#include "engine/load/open_executor.h"
#include "engine/load/request_budget.h"
#include "engine/requests/request_source.h"
#include "engine/results/recorder.h"
#include "record/load_results.h"
#include "scenarios/scenario.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

// What the shards share outlives them.
struct ShardPlan {
  const Scenario& scenario;
  RequestSource& source;
  RequestBudget& budget;
  const Redaction& redaction;
  ShardShare share;
  bool uses_ring = false;
  const AuthSources* sources = nullptr;
};

class Shard {
 public:
  // Error: TLS files that cannot be used, a thread that cannot be had.
  static Result<std::unique_ptr<Shard>> make(const ShardPlan& plan);
  ~Shard();  // ends

  // `on_end` is called on the shard's thread when its last user has ended.
  void start(Instant start, std::function<void()> on_end);
  void stop_starting();
  void stop_gracefully();
  void stop_now();

  // Of one part of the load, from that instant on.
  void set_users(std::size_t part, std::uint32_t users);
  void set_rate(std::size_t part, double per_second, Instant from);
  void set_paused(bool paused);

  // The snapshot since the last take, swapped into the given one. Waits for the shard's loop.
  void take(Snapshot& into);
  const LiveCounters& counters() const noexcept;

  // What was counted since the start, but for what `take` gives. Waits for the shard's loop.
  LoadResults results_so_far();
  // The same when all is over: joins the thread; after on_end only.
  LoadResults finish();
  // Of the last user; after finish.
  Instant ended_at() const noexcept;
  // Stops now, joins the thread, drops the results.
  void end();

 private:
  struct State;
  explicit Shard(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace plimsoll
