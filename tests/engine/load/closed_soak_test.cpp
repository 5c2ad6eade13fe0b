#include "tests/engine/load/load_run.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <vector>

namespace plimsoll::closed_soak_test {

using namespace std::chrono_literals;

constexpr Instant kStart = VirtualClock::kStart;

TEST(ClosedSoak, an_hour_of_a_hundred_requests_a_second_keeps_its_counts) {
  auto scenario = closed_scenario(100, 1000, Pacing{1s}, 1h);
  ClosedRun run(scenario, [](const FakeArrival& arrival) {
    FakeAnswer answer;
    answer.latency = std::chrono::milliseconds(1 + arrival.channel);
    return answer;
  });
  run.transport().keep_no_arrivals();
  run.run();
  EXPECT_EQ(run.total().requests, 360000u);
  EXPECT_EQ(run.total().unfinished, 0u);
  EXPECT_EQ(run.total().response_time.maximum(), 100ms);
  EXPECT_NEAR(run.total().response_time.mean_seconds(), 0.0505, 1e-6);
  EXPECT_EQ(run.ended_at(), kStart + 1h);
}

// What is allocated now: zero where the allocator does not tell (sanitizers).
std::size_t allocated_bytes() {
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

TEST(ClosedSoak, memory_does_not_grow_with_the_run) {
  std::uint64_t number = 0;
  ClosedRun run(closed_scenario(50, 1000, UniformWait{100ms, 900ms}, 1h), [&number](const FakeArrival& arrival) {
    FakeAnswer answer;
    answer.body = std::string(arrival.channel % 7 * 100, 'x');
    if (++number % 10 == 0) answer.failure = FailureKind::reset;
    answer.failure_message = "reset " + std::to_string(number);  // never the same
    return answer;
  });
  run.transport().keep_no_arrivals();
  std::vector<std::size_t> allocated;
  for (const auto minute : {5min, 55min})
    run.clock().at(kStart + minute, [&allocated] { allocated.push_back(allocated_bytes()); });
  run.run();
  EXPECT_GT(run.total().requests, 300000u);
  ASSERT_EQ(allocated.size(), 2u);
  EXPECT_NEAR(static_cast<double>(allocated[1]), static_cast<double>(allocated[0]), 32 * 1024);
}

}  // namespace plimsoll::closed_soak_test
