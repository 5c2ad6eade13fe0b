// Loads that rest: nobody starts a task meanwhile, and nothing is late, dropped or lost for it.

#include "engine/load/rest_plan.h"
#include "tests/engine/load/load_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace plimsoll::rests_test {

using namespace std::chrono_literals;

FakeAnswer at_once(const FakeArrival&) { return {}; }

// Load for 6 s, rest for 4 s, three times.
Load resting() {
  Load load;
  load.duration = 30s;
  load.rests = Rests{10s, 4s};
  return load;
}

bool lies_in_a_rest(double second) { return second - 10 * static_cast<int>(second / 10) >= 6; }

TEST(RestPlan, has_a_rest_at_the_end_of_each_stretch) {
  const RestPlan plan(resting());
  ASSERT_EQ(plan.rests().size(), 3u);
  EXPECT_EQ(plan.rests()[1].begin, 16s);
  EXPECT_EQ(plan.rests()[1].end, 20s);
  EXPECT_TRUE(RestPlan(Load()).rests().empty());
}

TEST(RestPlan, takes_a_fifth_of_the_duration_and_a_third_of_that_where_nothing_is_said) {
  auto load = resting();
  load.duration = 5min;
  load.rests = Rests();
  const RestPlan plan(load);
  ASSERT_EQ(plan.rests().size(), 5u);
  EXPECT_EQ(plan.rests()[0].begin, 40s);
  EXPECT_EQ(plan.rests()[0].end, 60s);
  load.until_verdict = true;
  load.duration = 1h;
  EXPECT_EQ(RestPlan(load).rests()[0].end, 60s);
}

TEST(RestPlan, holds_those_who_wait_without_counting_the_rest) {
  const RestPlan plan(resting());
  EXPECT_EQ(plan.held(1s, 3s), 3s);
  EXPECT_EQ(plan.held(5s, 7s), 11s);
  EXPECT_EQ(plan.held(7s, 7s), 10s);
  EXPECT_EQ(plan.held(7s, 9s), 12s);
  EXPECT_EQ(plan.held(7s, 5s), 10s) << "overdue, and held all the same";
  EXPECT_EQ(plan.held(11s, 5s), 5s) << "overdue under load: due when it was";
  EXPECT_EQ(plan.held(5s, 13s), 21s) << "over two rests";
}

TEST(StagePlan, is_silent_in_the_rests_and_the_same_between_them) {
  const auto plan = StagePlan({{20s, 10}, {0s, 4}}).silent_in(RestPlan(resting()).rests());
  EXPECT_DOUBLE_EQ(plan.level_at(5s), 2.5);
  EXPECT_DOUBLE_EQ(plan.level_at(7s), 0);
  EXPECT_DOUBLE_EQ(plan.level_at(15s), 7.5);
  EXPECT_DOUBLE_EQ(plan.level_at(19s), 0);
  EXPECT_DOUBLE_EQ(plan.level_at(21s), 4);
  EXPECT_DOUBLE_EQ(plan.level_at(27s), 0);
  EXPECT_DOUBLE_EQ(plan.level_at(31s), 4);
  EXPECT_DOUBLE_EQ(plan.arrivals_until(30s), 9 + (5 + 8) / 2.0 * 6 + 24);
}

TEST(Rests, of_arrivals_leave_the_plan_whole_and_nothing_late) {
  auto scenario = open_scenario({{0s, 100}}, ArrivalRate::Law::constant, 30s);
  scenario.load.rests = resting().rests;
  OpenRun run(scenario, at_once, 2);
  run.run();
  EXPECT_EQ(run.total().requests, 1800u);
  EXPECT_EQ(run.total().late, 0u);
  EXPECT_EQ(run.total().dropped, 0u);
  EXPECT_EQ(run.results().planned, 1800u);
  EXPECT_EQ(run.results().never_started, 0u);
  for (const auto second : run.seconds()) EXPECT_FALSE(lies_in_a_rest(second)) << second;
}

TEST(Rests, stay_where_the_rate_changes_meanwhile) {
  auto scenario = open_scenario({{0s, 10}}, ArrivalRate::Law::poisson, 30s);
  scenario.load.rests = resting().rests;
  OpenRun run(scenario, at_once);
  run.clock().at(VirtualClock::kStart + 5s, [&] { run.executor().set_rate(200, VirtualClock::kStart + 5s); });
  run.run();
  EXPECT_GT(run.total().requests, 2000u);
  for (const auto second : run.seconds()) EXPECT_FALSE(lies_in_a_rest(second)) << second;
}

TEST(Rests, hold_the_users_who_wait_and_let_them_come_one_by_one) {
  auto scenario = closed_scenario(10, 1000, UniformWait{1s, 3s}, 30s);
  scenario.load.rests = resting().rests;
  ClosedRun run(scenario, at_once, 2);
  std::uint32_t users_at_rest = 0;
  run.clock().at(VirtualClock::kStart + 18s,
                 [&] { users_at_rest = run.counters(0).active_users.load() + run.counters(1).active_users.load(); });
  run.run();
  EXPECT_EQ(users_at_rest, 10u);
  std::vector<double> seconds;
  for (const auto& arrival : run.arrivals()) seconds.push_back(to_seconds(arrival.at - VirtualClock::kStart));
  EXPECT_GT(seconds.size(), 60u);
  for (const auto second : seconds) EXPECT_FALSE(lies_in_a_rest(second)) << second;
  const auto at_the_end_of_a_rest =
      std::count_if(seconds.begin(), seconds.end(), [](double second) { return second >= 10 && second < 10.01; });
  EXPECT_LT(at_the_end_of_a_rest, 3);
  EXPECT_EQ(run.total().late, 0u);
}

TEST(Rests, do_not_count_as_response_time) {
  auto scenario = closed_scenario(3, 1000, NoWait{}, 30s);
  scenario.load.rests = resting().rests;
  ClosedRun run(scenario, [](const FakeArrival&) {
    FakeAnswer answer;
    answer.latency = 70ms;
    return answer;
  });
  run.run();
  EXPECT_LT(run.total().response_time.maximum(), 80ms);
  for (const auto& arrival : run.arrivals())
    EXPECT_FALSE(lies_in_a_rest(to_seconds(arrival.at - VirtualClock::kStart)));
}

TEST(Rests, let_a_task_that_has_begun_end) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 30s);
  scenario.tasks = {task_of("both", 1, {get_request("first"), get_request("second")})};
  scenario.load.rests = resting().rests;
  ClosedRun run(scenario, [](const FakeArrival&) {
    FakeAnswer answer;
    answer.latency = 5s;
    return answer;
  });
  run.run();
  EXPECT_THAT(run.seconds_of(0), testing::ElementsAre(0, 5, 10, 15, 20, 25));
}

}  // namespace plimsoll::rests_test
