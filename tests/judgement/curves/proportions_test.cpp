// Shares and samples against what is known of them in closed form.

#include "judgement/curves/proportions.h"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::proportions_test {

TEST(WilsonInterval, agrees_with_published_ones) {
  // Newcombe, Two-sided confidence intervals for the single proportion, 1998, table I, method 3.
  const auto some = wilson_interval(81, 263);
  EXPECT_NEAR(some.low, 0.2553, 0.0001);
  EXPECT_NEAR(some.high, 0.3662, 0.0001);
  const auto few = wilson_interval(15, 148);
  EXPECT_NEAR(few.low, 0.0624, 0.0001);
  EXPECT_NEAR(few.high, 0.1605, 0.0001);
  const auto none = wilson_interval(0, 20);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.1611, 0.0001);
}

TEST(WilsonInterval, ends_at_all_and_at_none) {
  EXPECT_EQ(wilson_interval(20, 20).high, 1);
  EXPECT_EQ(wilson_interval(0, 0).low, 0);
  EXPECT_EQ(wilson_interval(0, 0).high, 1);
}

TEST(BinomialAtMost, is_that_of_the_formula) {
  EXPECT_NEAR(binomial_at_most(0, 10, 0.1), std::pow(0.9, 10), 1e-12);
  EXPECT_NEAR(binomial_at_most(1, 10, 0.1), std::pow(0.9, 10) + 10 * 0.1 * std::pow(0.9, 9), 1e-12);
  EXPECT_NEAR(binomial_at_most(5, 10, 0.5), 638.0 / 1024, 1e-12);
  EXPECT_EQ(binomial_at_most(10, 10, 0.5), 1);
}

TEST(BinomialAtMost, sums_to_one_with_its_other_tail) {
  double sum = 0;
  for (std::uint64_t k = 0; k <= 60; ++k) {
    const double term = binomial_at_most(k, 60, 0.3) - (k == 0 ? 0 : binomial_at_most(k - 1, 60, 0.3));
    EXPECT_GE(term, -1e-12);
    sum += term;
  }
  EXPECT_NEAR(sum, 1, 1e-9);
}

// The table of MLPerf LoadGen's early stopping at a confidence of 0.99.
TEST(SamplesNeeded, are_those_of_early_stopping) {
  EXPECT_EQ(samples_needed(0, 0.90), 44u);
  EXPECT_EQ(samples_needed(1, 0.90), 64u);
  EXPECT_EQ(samples_needed(10, 0.90), 197u);
  EXPECT_EQ(samples_needed(0, 0.95), 90u);
  EXPECT_EQ(samples_needed(100, 0.95), 2504u);
  EXPECT_EQ(samples_needed(0, 0.99), 459u);
  EXPECT_EQ(samples_needed(1, 0.99), 662u);
  EXPECT_EQ(samples_needed(100, 0.99), 12'571u);
  EXPECT_EQ(samples_needed(0, 0.999), 4603u);
  EXPECT_EQ(samples_needed(100, 0.999), 125'826u);
}

TEST(MostAbove, is_the_other_way_round) {
  EXPECT_EQ(most_above(43, 0.9), std::nullopt);
  EXPECT_EQ(most_above(44, 0.9), 0u);
  EXPECT_EQ(most_above(63, 0.9), 0u);
  EXPECT_EQ(most_above(64, 0.9), 1u);
  EXPECT_EQ(most_above(661, 0.99), 0u);
  EXPECT_EQ(most_above(662, 0.99), 1u);
}

TEST(ShowsQuantile, holds_with_few_above_and_not_with_many) {
  EXPECT_TRUE(shows_quantile(662, 1, 0.99));
  EXPECT_FALSE(shows_quantile(662, 2, 0.99));
  EXPECT_FALSE(shows_quantile(10, 0, 0.99));
}

}  // namespace plimsoll::proportions_test
