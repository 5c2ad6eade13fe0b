#include "engine/load/wait_law.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace plimsoll::wait_law_test {

using namespace std::chrono_literals;

constexpr int kDraws = 20000;

std::vector<double> pauses(const Wait& wait) {
  auto random = Random::stream(42, 3);
  std::vector<double> seconds;
  const Instant ended(1h);
  for (int i = 0; i < kDraws; ++i) seconds.push_back(to_seconds(next_due(wait, ended - 1s, ended, random) - ended));
  return seconds;
}

// The largest distance between what was drawn and the law, in units of its critical value at 0.1 %.
double distance_from(std::vector<double> drawn, const std::function<double(double)>& law) {
  std::sort(drawn.begin(), drawn.end());
  double largest = 0;
  const auto n = static_cast<double>(drawn.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const double expected = law(drawn[i]);
    largest = std::max({largest, expected - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - expected});
  }
  return largest * std::sqrt(n) / 1.95;
}

TEST(WaitLaw, no_wait_is_due_when_the_task_before_ended) {
  for (const double pause : pauses(NoWait{})) EXPECT_EQ(pause, 0);
}

TEST(WaitLaw, a_constant_wait_counts_from_the_end) {
  for (const double pause : pauses(ConstantWait{2s})) EXPECT_EQ(pause, 2);
}

TEST(WaitLaw, a_range_is_uniform) {
  const auto drawn = pauses(UniformWait{3s, 5s});
  EXPECT_LT(distance_from(drawn, [](double x) { return (x - 3) / 2; }), 1);
  EXPECT_GT(distance_from(drawn, [](double x) { return (x - 3) / 2.2; }), 1);  // the test can tell
  EXPECT_GE(*std::min_element(drawn.begin(), drawn.end()), 3);
  EXPECT_LE(*std::max_element(drawn.begin(), drawn.end()), 5);
}

TEST(WaitLaw, an_exponential_wait_is_exponential) {
  const auto drawn = pauses(ExponentialWait{2s});
  EXPECT_LT(distance_from(drawn, [](double x) { return 1 - std::exp(-x / 2); }), 1);
  EXPECT_GT(distance_from(drawn, [](double x) { return 1 - std::exp(-x / 2.2); }), 1);
}

TEST(WaitLaw, a_range_of_one_value_is_that_value) {
  for (const double pause : pauses(UniformWait{3s, 3s})) EXPECT_EQ(pause, 3);
}

TEST(WaitLaw, pacing_counts_from_the_planned_instant_even_if_it_was_overrun) {
  auto random = Random::stream(1, 1);
  const Instant due(1h);
  EXPECT_EQ(next_due(Pacing{5s}, due, due + 1s, random), due + 5s);
  EXPECT_EQ(next_due(Pacing{5s}, due, due + 30s, random), due + 5s);
  EXPECT_EQ(next_due(ThroughputWait{0.5}, due, due + 30s, random), due + 2s);
}

TEST(WaitLaw, a_throughput_of_next_to_nothing_is_far_away_and_no_overflow) {
  auto random = Random::stream(1, 1);
  EXPECT_EQ(next_due(ThroughputWait{1e-300}, Instant(1h), Instant(1h), random), Instant(1h) + 24h * 3650);
}

TEST(WaitLaw, users_are_spawned_evenly) {
  EXPECT_EQ(spawn_delay(0, 0.5), 0s);
  EXPECT_EQ(spawn_delay(3, 0.5), 6s);
  EXPECT_EQ(spawn_delay(3, 10), 300ms);
  EXPECT_EQ(spawn_delay(1, 3), Nanos(333333333));
  EXPECT_EQ(spawn_delay(4000000000U, 1e-9), 24h * 3650);
}

}  // namespace plimsoll::wait_law_test
