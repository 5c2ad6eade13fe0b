#include "engine/load/stage_plan.h"

#include <gtest/gtest.h>

namespace plimsoll::stage_plan_test {

using namespace std::chrono_literals;

// Up to 10 in 10 s, 5 s at 10, down to 0 in 5 s, a jump to 4, 10 s of it.
StagePlan hill() { return StagePlan({{10s, 10}, {5s, 10}, {5s, 0}, {0s, 4}, {10s, 4}}); }

TEST(StagePlan, ramps_holds_and_jumps) {
  const auto plan = hill();
  EXPECT_DOUBLE_EQ(plan.level_at(0s), 0);
  EXPECT_DOUBLE_EQ(plan.level_at(5s), 5);
  EXPECT_DOUBLE_EQ(plan.level_at(12s), 10);
  EXPECT_DOUBLE_EQ(plan.level_at(17500ms), 5);
  EXPECT_DOUBLE_EQ(plan.level_at(20s), 4);
  EXPECT_DOUBLE_EQ(plan.level_at(1h), 4);
  EXPECT_DOUBLE_EQ(plan.highest(), 10);
  EXPECT_EQ(plan.length(), 30s);
}

TEST(StagePlan, adds_up_arrivals_and_finds_when_each_is_due) {
  const auto plan = hill();
  EXPECT_DOUBLE_EQ(plan.arrivals_until(10s), 50);
  EXPECT_DOUBLE_EQ(plan.arrivals_until(15s), 100);
  EXPECT_DOUBLE_EQ(plan.arrivals_until(20s), 125);
  EXPECT_DOUBLE_EQ(plan.arrivals_until(30s), 165);
  for (const auto time : {1s, 7s, 12s, 16s, 22s, 40s}) EXPECT_EQ(plan.due_of(plan.arrivals_until(time)), time);
  EXPECT_EQ(plan.due_of(12.5), 5s);
}

TEST(StagePlan, has_no_arrival_where_the_rate_is_zero) {
  const StagePlan late({{30s, 0}, {0s, 2}, {10s, 2}, {0s, 0}});
  EXPECT_EQ(late.due_of(0), 30s);
  EXPECT_EQ(late.due_of(2), 31s);
  EXPECT_EQ(late.due_of(19), 39500ms);
  EXPECT_FALSE(late.due_of(20));
  const StagePlan interrupted({{0s, 1}, {10s, 1}, {0s, 0}, {5s, 0}, {0s, 1}, {10s, 1}});
  EXPECT_EQ(interrupted.due_of(9), 9s);
  EXPECT_EQ(interrupted.due_of(10), 15s);
}

TEST(StagePlan, wants_each_user_while_the_level_is_above_its_number) {
  const auto plan = hill();
  EXPECT_EQ(plan.wanted_from(0, 0s), 0s);
  EXPECT_EQ(plan.wanted_from(9, 0s), 9s);
  EXPECT_FALSE(plan.wanted_from(10, 0s));
  EXPECT_EQ(plan.unwanted_from(9, 9s + 1ns), 15500ms);
  EXPECT_EQ(plan.unwanted_from(0, 1ns), 20s - 0s - 0s);
  EXPECT_EQ(plan.wanted_from(3, 16s), 16s);
  EXPECT_EQ(plan.unwanted_from(3, 16s), 18500ms);
  EXPECT_EQ(plan.wanted_from(3, 19s), 20s);
  EXPECT_FALSE(plan.unwanted_from(3, 20s + 1ns));
  EXPECT_FALSE(plan.wanted_from(4, 19s));
}

TEST(StagePlan, changes_while_it_runs) {
  const auto plan = hill().changed_to(2, 4, 5s);
  EXPECT_DOUBLE_EQ(plan.level_at(4s), 4);
  EXPECT_DOUBLE_EQ(plan.level_at(5500ms), 3);
  EXPECT_DOUBLE_EQ(plan.level_at(6s), 2);
  EXPECT_DOUBLE_EQ(plan.level_at(1h), 2);
  EXPECT_EQ(plan.unwanted_from(4, 5s), 5250ms);
}

TEST(StagePlan, spawns_users_evenly_at_their_rate) {
  ClosedLoad load;
  load.users = 7;
  load.spawn_rate = 3;
  const auto plan = user_plan(load);
  EXPECT_EQ(plan.wanted_from(0, 0s), 0s);
  EXPECT_EQ(plan.wanted_from(1, 0s), 333333333ns);
  EXPECT_EQ(plan.wanted_from(6, 0s), 2s);
  EXPECT_FALSE(plan.wanted_from(7, 0s));
  load.spawn_rate = 1e-9;
  EXPECT_GT(user_plan(load).wanted_from(1, 0s), 24h * 3000);
}

}  // namespace plimsoll::stage_plan_test
