#pragma once

// The closed load model: users that each send, wait for the answer, pause and send again. Runs the users of one shard
// (user k of S shards belongs to shard k mod S) on its thread; owned by the shard.
//
// A user without a pause whose connection is refused would try again ten thousands of times a second. So after a
// connection that failed its next task is due no sooner than 100 ms later, doubled with each failure up to 1 s.

#include "engine/core/clock.h"
#include "engine/core/task_group.h"
#include "engine/recorder.h"
#include "engine/request_budget.h"
#include "engine/request_source.h"
#include "engine/transport.h"
#include "scenarios/scenario.h"

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <unordered_set>

namespace plimsoll {

// What an executor works with; all of it outlives the executor.
struct ShardParts {
  boost::asio::io_context& context;
  Clock& clock;
  Transport& transport;
  RequestSource& source;
  Recorder& recorder;
  RequestBudget& budget;
};

struct ShardShare {
  unsigned index = 0;
  unsigned count = 1;
};

class ClosedExecutor {
 public:
  ClosedExecutor(const ShardParts& parts, const Load& load, ShardShare share, std::uint64_t seed);

  // From the first user to the end of the last. Users are spawned evenly from `start` on. Once. An exception is a bug.
  Awaitable<> run(Instant start);

  // No request is started any more. Those in flight may take until the plan's own end ...
  void stop_starting();
  // ... or no longer than the graceful stop from now ...
  void stop_gracefully();
  // ... or end now, as unfinished.
  void stop_now();

 private:
  struct User;
  class Presence;
  Awaitable<> spawn_users(Instant start);
  Awaitable<> keep_time();
  Awaitable<> live(std::uint32_t number, Instant due);
  bool may_start(Instant due);
  void begin_task(User& user);
  void settle(User& user);

  const ShardParts parts_;
  const Load load_;
  const ClosedLoad closed_;
  const ShardShare share_;
  const std::uint64_t seed_;
  Instant end_{};       // nothing is due from here on
  Instant abort_at_{};  // what is in flight then is unfinished
  bool stopping_ = false;
  bool ended_ = false;
  TaskGroup users_;
  TaskGroup timekeeper_;
  std::unordered_set<Channel*> channels_;  // one a user that is there
};

}  // namespace plimsoll
