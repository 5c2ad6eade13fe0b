#pragma once

// The closed load model: users that each send, wait for the answer, pause and send again. Runs the users of one shard
// (user k of S shards belongs to shard k mod S) on its thread; owned by the shard.
//
// A user without a pause whose connection is refused would try again ten thousands of times a second. So after a
// connection that failed its next task is due no sooner than 100 ms later, doubled with each failure up to 1 s; and
// after a login that did not let it in, too.

#include "core/task_group.h"
#include "engine/load/rest_plan.h"
#include "engine/load/shard_parts.h"
#include "engine/load/stage_plan.h"
#include "engine/load/task_choice.h"

#include <cstdint>
#include <optional>

namespace plimsoll {

class ClosedExecutor {
 public:
  ClosedExecutor(const ShardParts& parts, const LoadPart& part, ShardShare share);

  // From the first user to the end of the last, within the timekeeper's time. Once. An exception is a bug.
  Awaitable<> run();

  // So many users from now on, spawned and sent away at the spawn rate; instead of what the plan says.
  void set_users(std::uint32_t users);
  // Nobody begins a request until it is over; those in flight end.
  void set_paused(bool paused);

 private:
  struct User;
  class Presence;
  Nanos elapsed() const;
  Instant instant_of(std::optional<Nanos> time) const;
  Instant held(Instant from, Instant due) const;
  Awaitable<> spawn_users();
  Awaitable<> live(std::uint32_t number, Instant due);
  Awaitable<> stay(User& user);
  std::optional<Instant> wakes_at(User& user);
  Awaitable<> wait_until_due(User& user);
  Awaitable<> wait_within_task(User& user);
  static void note_lateness(User& user);
  Instant leaves(User& user) const;
  void look_at_plan(User& user) const;
  bool begin_task(User& user) const;
  void settle(User& user);

  const ShardParts parts_;
  const ClosedLoad load_;
  const ShardShare share_;
  const std::uint32_t most_users_;  // of the plan
  const TaskChoice choice_;
  const RestPlan rests_;
  StagePlan plan_;
  Nanos plan_since_{0};
  std::uint32_t plan_version_ = 0;
  bool paused_ = false;
  TaskGroup users_;
};

}  // namespace plimsoll
