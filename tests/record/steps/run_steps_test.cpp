#include "record/steps/run_steps.h"

#include "core/time.h"

#include <gtest/gtest.h>

namespace plimsoll::run_steps_test {

using namespace std::chrono_literals;

RequestStats stats_of(std::uint64_t requests, Nanos time, std::uint64_t failures = 0) {
  RequestStats stats;
  stats.requests = requests;
  stats.failures = failures;
  for (std::uint64_t i = 0; i < requests; ++i) stats.response_time.record(time);
  return stats;
}

TEST(RequestSteps, keep_each_second_while_there_is_room) {
  RequestSteps steps;
  steps.add(0.5, stats_of(3, 10ms, 1), 4);
  steps.add(2.5, stats_of(2, 20ms), 4);
  ASSERT_EQ(steps.step_s, 1U);
  ASSERT_EQ(steps.steps.size(), 3U);
  EXPECT_EQ(steps.steps[0].failures, 1U);
  EXPECT_EQ(steps.steps[1].requests, 0U);
  EXPECT_NEAR(*quantile_ms(unpacked(steps.steps[2].times), RequestSteps::kJoined, 0.5), 20, 0.7);
}

TEST(RequestSteps, join_neighbours_without_losing_a_request) {
  RequestSteps steps;
  std::uint64_t asked = 0;
  for (int t = 0; t < 1001; ++t) {
    steps.add(t + 0.5, stats_of(1 + t % 3, t < 512 ? 10ms : 80ms), 10);
    asked += 1 + t % 3;
  }
  EXPECT_EQ(steps.step_s, 128U);
  ASSERT_EQ(steps.steps.size(), 8U);
  std::uint64_t kept = 0;
  for (std::size_t i = 0; i < steps.steps.size(); ++i) {
    kept += steps.steps[i].requests;
    EXPECT_EQ(count_of(unpacked(steps.steps[i].times)), steps.steps[i].requests);
    EXPECT_NEAR(*quantile_ms(unpacked(steps.steps[i].times), RequestSteps::kJoined, 0.5), i < 4 ? 10 : 80,
                i < 4 ? 0.4 : 3);
  }
  EXPECT_EQ(kept, asked);
}

TEST(RequestSteps, of_a_pause_are_empty_and_of_a_late_start_too) {
  RequestSteps steps;
  steps.add(100.5, stats_of(1, 1ms), 16);
  EXPECT_EQ(steps.step_s, 8U);
  ASSERT_EQ(steps.steps.size(), 13U);
  EXPECT_EQ(steps.steps[12].requests, 1U);
  steps.add(101.5, RequestStats(), 16);
  EXPECT_EQ(steps.steps.size(), 13U);
}

TEST(RunSteps, of_a_thousand_names_stay_within_their_bound_whatever_the_length) {
  constexpr std::size_t kNames = 1000;
  RunSteps run;
  Snapshot interval(kNames);
  for (int hour = 0; hour < 48; ++hour) {
    for (auto& stats : interval.by_request) stats = {};
    for (std::size_t i = 0; i < 20; ++i) interval.by_request[(i * 53 + hour) % kNames] = stats_of(1, 5ms);
    for (const int second : {0, 1, 1800}) run.add(3600.0 * hour + second, interval, interval.total());
  }
  std::size_t kept = 0;
  for (const auto& steps : run.by_request) kept += steps.steps.size();
  EXPECT_LE(kept, RunSteps::kMostOfAllNames);
  EXPECT_LE(run.all.steps.size(), RunSteps::kMost);
  std::uint64_t requests = 0;
  for (const auto& step : run.all.steps) requests += step.requests;
  EXPECT_EQ(requests, 48U * 3 * 20);
}

TEST(RunSteps, of_one_request_are_those_of_all) {
  RunSteps run;
  Snapshot interval(1);
  interval.by_request[0] = stats_of(2, 5ms);
  run.add(0.5, interval, interval.total());
  EXPECT_TRUE(run.by_request.empty());
  EXPECT_EQ(run.all.steps[0].requests, 2U);
}

}  // namespace plimsoll::run_steps_test
