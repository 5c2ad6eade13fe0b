#include "engine/closed_executor.h"

#include "tests/engine/closed_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::ElementsAreArray;

FakeTransport::Script answers_after(Nanos latency) {
  return [latency](const FakeArrival&) {
    FakeAnswer answer;
    answer.latency = latency;
    return answer;
  };
}

TEST(ClosedExecutor, spawns_users_evenly_the_first_at_zero) {
  ClosedRun run(closed_scenario(4, 3, ConstantWait{1h}, 10s), answers_after(1ms));
  run.run();
  std::vector<std::int64_t> nanos;
  for (const auto& arrival : run.arrivals()) nanos.push_back((arrival.at - VirtualClock::kStart).count());
  EXPECT_THAT(nanos, ElementsAre(0, 333333333, 666666667, 1000000000));
}

TEST(ClosedExecutor, spawns_no_user_at_the_end_of_the_duration_or_after) {
  ClosedRun run(closed_scenario(100, 1, ConstantWait{1h}, 3s), answers_after(1ms));
  run.run();
  EXPECT_EQ(run.total().requests, 3u);
}

TEST(ClosedExecutor, waits_from_the_end_of_a_task_to_the_start_of_the_next) {
  ClosedRun run(closed_scenario(1, 1, ConstantWait{2s}, 10s), answers_after(500ms));
  run.run();
  EXPECT_THAT(run.seconds_of(0), ElementsAre(0, 2.5, 5, 7.5));
  EXPECT_EQ(run.total().response_time.maximum(), 500ms);
}

TEST(ClosedExecutor, lasts_the_whole_duration_even_if_nothing_is_due_before_its_end) {
  ClosedRun run(closed_scenario(1, 1, ConstantWait{1h}, 10s), answers_after(1ms));
  run.run();
  EXPECT_EQ(run.ended_at(), VirtualClock::kStart + 10s);
}

}  // namespace
}  // namespace plimsoll
