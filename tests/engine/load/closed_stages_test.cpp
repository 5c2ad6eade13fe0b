// Users that come and go: by stages, or because somebody says so.

#include "tests/engine/load/load_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace plimsoll::closed_stages_test {

using namespace std::chrono_literals;

constexpr auto kStart = VirtualClock::kStart;

TEST(ClosedStages, users_come_and_go_with_the_stages) {
  auto scenario = closed_scenario(1, 1, ConstantWait{100ms}, 40s);
  std::get<ClosedLoad>(scenario.load.parts[0].model).stages = {{10s, 10}, {10s, 10}, {10s, 0}, {0s, 3}};
  ClosedRun run(
      scenario, [](const FakeArrival&) { return FakeAnswer(); }, 2);
  std::vector<std::uint32_t> users;
  for (const auto second : {500ms, 9500ms, 15500ms, 25500ms, 29999ms, 35000ms})
    run.clock().at(kStart + second,
                   [&] { users.push_back(run.counters(0).active_users.load() + run.counters(1).active_users.load()); });
  run.run();
  EXPECT_THAT(users, testing::ElementsAre(1, 10, 10, 5, 1, 3));
  EXPECT_LE(run.ended_at(), kStart + 40s + 1ms);
  EXPECT_EQ(run.counters(0).active_users.load(), 0u);
}

TEST(ClosedStages, a_user_that_leaves_ends_its_task_first) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 10s);
  scenario.tasks = {task_of("both", 1, {get_request("first"), get_request("second")})};
  std::get<ClosedLoad>(scenario.load.parts[0].model).stages = {{0s, 1}, {1500ms, 1}, {0s, 0}};
  ClosedRun run(scenario, [](const FakeArrival&) {
    FakeAnswer answer;
    answer.latency = 1s;
    return answer;
  });
  run.run();
  EXPECT_EQ(run.total().requests, 2u);
  EXPECT_EQ(run.total().unfinished, 0u);
}

TEST(ClosedStages, the_number_of_users_changes_while_it_runs) {
  ClosedRun run(closed_scenario(2, 10, ConstantWait{100ms}, 30s), [](const FakeArrival&) { return FakeAnswer(); });
  std::vector<std::uint32_t> users;
  for (const auto second : {5s, 15s, 25s})
    run.clock().at(kStart + second, [&] { users.push_back(run.counters().active_users.load()); });
  run.clock().at(kStart + 10s, [&] { run.executor().set_users(6); });
  run.clock().at(kStart + 20s, [&] { run.executor().set_users(1); });
  run.run();
  EXPECT_THAT(users, testing::ElementsAre(2, 6, 1));
}

TEST(ClosedStages, nobody_begins_while_it_is_paused) {
  ClosedRun run(closed_scenario(1, 1, ConstantWait{99ms}, 10s), [](const FakeArrival&) { return FakeAnswer(); });
  run.clock().at(kStart + 2050ms, [&] { run.executor().set_paused(true); });
  run.clock().at(kStart + 8s, [&] { run.executor().set_paused(false); });
  run.run();
  for (const double second : run.seconds_of(0)) EXPECT_FALSE(second > 2.05 && second < 8) << second;
  EXPECT_EQ(run.total().requests, 21u + 20u);
  EXPECT_LT(run.total().response_time.maximum(), 2ms);
}

}  // namespace plimsoll::closed_stages_test
