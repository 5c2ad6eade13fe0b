#include "core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace plimsoll::random_test {

using namespace std::chrono_literals;

TEST(Random, repeats_with_the_same_seed_and_stream) {
  auto a = Random::stream(7, 3);
  auto b = Random::stream(7, 3);
  auto other_stream = Random::stream(7, 4);
  auto other_seed = Random::stream(8, 3);
  const auto first = a.next();
  EXPECT_EQ(first, b.next());
  EXPECT_NE(first, other_stream.next());
  EXPECT_NE(first, other_seed.next());
}

// Kolmogorov-Smirnov distance below its 0.1 % critical value.
void expect_law(std::vector<double> values, double (*cumulative)(double)) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double f = cumulative(values[i]);
    distance =
        std::max({distance, std::abs(f - static_cast<double>(i) / n), std::abs(f - static_cast<double>(i + 1) / n)});
  }
  EXPECT_LT(distance, 1.95 / std::sqrt(n));
}

TEST(Random, draws_uniform_durations_evenly_within_their_bounds) {
  Random random(1);
  std::vector<double> values;
  for (int i = 0; i < 20000; ++i) {
    const auto pause = random.uniform(3s, 5s);
    ASSERT_GE(pause, 3s);
    ASSERT_LE(pause, 5s);
    values.push_back(to_seconds(pause));
  }
  expect_law(values, [](double x) { return (x - 3) / 2; });
  EXPECT_EQ(random.uniform(2s, 2s), 2s);
}

TEST(Random, draws_exponential_durations_of_the_given_mean) {
  Random random(2);
  std::vector<double> values;
  for (int i = 0; i < 20000; ++i) values.push_back(to_seconds(random.exponential(2s)));
  expect_law(values, [](double x) { return 1 - std::exp(-x / 2); });
}

TEST(Random, picks_by_weight) {
  Random random(3);
  const std::vector<double> cumulative = {3, 3, 4};  // weights 3, 0, 1
  std::vector<int> counts(3);
  for (int i = 0; i < 40000; ++i) ++counts[random.pick(cumulative)];
  EXPECT_EQ(counts[1], 0);
  EXPECT_NEAR(counts[0], 30000, 4 * std::sqrt(40000 * 0.75 * 0.25));
}

TEST(Random, stays_below_its_bound_without_bias) {
  Random random(4);
  std::vector<int> counts(7);
  for (int i = 0; i < 70000; ++i) ++counts[random.below(7)];
  double chi_square = 0;
  for (const int count : counts) chi_square += (count - 10000.0) * (count - 10000.0) / 10000.0;
  EXPECT_LT(chi_square, 22.46);  // 0.1 % point, 6 degrees of freedom
}

}  // namespace plimsoll::random_test
