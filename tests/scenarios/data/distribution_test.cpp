// Whether a sample is spread as a reference, and what chance alone does.

#include "scenarios/data/distribution.h"
#include "scenarios/data/seen_values.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>

namespace plimsoll::test::distribution_test {

std::vector<double> normal(std::mt19937_64& random, std::size_t count, double mean) {
  std::normal_distribution<double> law(mean, 1);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(law(random));
  std::sort(values.begin(), values.end());
  return values;
}

KeptHistogram counted(const std::vector<double>& edges, const std::vector<double>& values) {
  KeptHistogram histogram;
  histogram.edges = edges;
  histogram.counts.assign(edges.size() + 1, 0);
  for (const double value : values) count_into(histogram, std::to_string(value));
  return histogram;
}

TEST(Distribution, psi_is_that_of_its_formula) {
  const KeptHistogram sample{{1}, {}, {30, 70}, 100}, reference{{1}, {}, {50, 50}, 100};
  const auto psi = psi_of(sample, reference);
  ASSERT_TRUE(psi);
  EXPECT_NEAR(psi->value, (0.3 - 0.5) * std::log(0.3 / 0.5) + (0.7 - 0.5) * std::log(0.7 / 0.5), 1e-12);
  EXPECT_NEAR(psi->noise, 1.0 / 100 + 1.0 / 100, 1e-12);
  EXPECT_NEAR(psi->noise_high, 6.635 * 0.02, 0.002);  // chi-square of one degree at 99 %
}

TEST(Distribution, psi_without_drift_is_its_noise_in_the_mean) {
  std::mt19937_64 random(7);
  double sum = 0, above = 0;
  constexpr int kTrials = 400;
  double noise = 0;
  for (int i = 0; i < kTrials; ++i) {
    const auto reference = normal(random, 1000, 0), sample = normal(random, 500, 0);
    const auto edges = edges_of(reference);
    const auto psi = psi_of(counted(edges, sample), counted(edges, reference));
    ASSERT_TRUE(psi);
    sum += psi->value;
    noise = psi->noise;
    if (psi->value > psi->noise_high) ++above;
  }
  EXPECT_NEAR(noise, 9 * (1.0 / 500 + 1.0 / 1000), 1e-12);
  EXPECT_NEAR(sum / kTrials, noise, 0.25 * noise);
  EXPECT_LE(above / kTrials, 0.04);
}

TEST(Distribution, a_shift_is_seen_by_both) {
  std::mt19937_64 random(11);
  const auto reference = normal(random, 5000, 0), sample = normal(random, 1000, 0.7);
  const auto edges = edges_of(reference);
  const auto psi = psi_of(counted(edges, sample), counted(edges, reference));
  ASSERT_TRUE(psi);
  EXPECT_GT(psi->value, 0.2);
  EXPECT_GT(psi->value, psi->noise_high);
  const auto ks = ks_of(sample, reference);
  ASSERT_TRUE(ks);
  EXPECT_LT(ks->p_value, 1e-6);
}

// scipy.stats.ks_2samp([1, 2, 3, 4], [3, 4, 5, 6]).statistic is 0.5.
TEST(Distribution, ks_is_the_greatest_distance) {
  const auto ks = ks_of({1, 2, 3, 4}, {3, 4, 5, 6});
  ASSERT_TRUE(ks);
  EXPECT_DOUBLE_EQ(ks->distance, 0.5);
  EXPECT_DOUBLE_EQ(ks_of({1, 1, 2}, {1, 1, 2})->distance, 0);
  EXPECT_NEAR(ks_of({1, 1, 2}, {1, 1, 2})->p_value, 1, 1e-9);
  EXPECT_FALSE(ks_of({}, {1}));
}

TEST(Distribution, ks_without_drift_rejects_as_often_as_it_says) {
  std::mt19937_64 random(3);
  int rejected = 0;
  for (int i = 0; i < 400; ++i)
    if (ks_of(normal(random, 200, 0), normal(random, 300, 0))->p_value < 0.05) ++rejected;
  EXPECT_GE(rejected, 6);
  EXPECT_LE(rejected, 34);
}

TEST(Distribution, what_is_kept_is_bounded) {
  KeptNumbers numbers;
  for (int i = 0; i < 200'000; ++i) numbers.add(i);
  const auto sorted = numbers.sorted();
  EXPECT_EQ(sorted.size(), KeptNumbers::kMost);
  EXPECT_NEAR(sorted[sorted.size() / 2], 100'000, 3'000);
  SeenValues seen(10);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(seen.line_of(std::to_string(i), static_cast<std::uint64_t>(i)));
  EXPECT_TRUE(seen.is_full());
  EXPECT_EQ(seen.line_of("3", 99), 3U);
  EXPECT_FALSE(seen.line_of("new", 99));
  EXPECT_FALSE(seen.line_of("new", 100));
}

}  // namespace plimsoll::test::distribution_test
