#include "reports/verdict/measurement_statistics.h"
#include "core/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace plimsoll::measurement_statistics_test {

std::vector<double> exponential_values(std::uint64_t seed, std::size_t count) {
  Random random(seed);
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(-std::log1p(-random.uniform()));
  return values;
}

TestResult test_of(const std::vector<double>& values, double shape = 1, double least = 0) {
  std::vector<LawPlace> places;
  for (const double value : values) places.push_back(gamma_place(value, shape, least));
  return anderson_darling(std::move(places));
}

// The limit's percentage points: D'Agostino and Stephens, Goodness-of-fit techniques, 1986, table 4.2, case 0.
TEST(AndersonDarling, has_the_percentage_points_of_the_tables) {
  EXPECT_NEAR(anderson_darling_p_value(1.248, 100'000), 0.25, 0.0005);
  EXPECT_NEAR(anderson_darling_p_value(1.933, 100'000), 0.10, 0.0005);
  EXPECT_NEAR(anderson_darling_p_value(2.492, 100'000), 0.05, 0.0005);
  EXPECT_NEAR(anderson_darling_p_value(3.857, 100'000), 0.01, 0.0005);
}

// Against 40,000 samples of ten values each: a standard deviation is at most 0.0025.
TEST(AndersonDarling, corrects_for_few_values) {
  constexpr std::size_t kSamples = 40'000;
  std::vector<double> statistics;
  for (std::uint64_t seed = 1; seed <= kSamples; ++seed)
    statistics.push_back(test_of(exponential_values(seed, 10)).statistic);
  for (const double z : {0.25, 0.5, 1.0, 2.5}) {
    const auto greater = std::count_if(statistics.begin(), statistics.end(), [z](double s) { return s > z; });
    EXPECT_NEAR(anderson_darling_p_value(z, 10), static_cast<double>(greater) / kSamples, 0.0075) << z;
  }
}

TEST(AndersonDarling, computes_the_statistic_of_two_values) {
  const std::vector<double> values = {std::numbers::ln2, std::numbers::ln2};  // both are the middle of the law
  EXPECT_NEAR(test_of(values).statistic, -2 + 4 * std::numbers::ln2, 1e-12);
}

TEST(AndersonDarling, refuses_the_true_law_as_often_as_it_says) {
  int refused = 0;
  for (std::uint64_t seed = 1; seed <= 1000; ++seed)
    if (test_of(exponential_values(seed, 200)).p_value < 0.05) ++refused;
  EXPECT_GT(refused, 50 - 21);  // three standard deviations of a binomial law
  EXPECT_LT(refused, 50 + 21);
}

TEST(AndersonDarling, refuses_another_mean_and_equal_gaps) {
  auto stretched = exponential_values(7, 1000);
  for (auto& value : stretched) value *= 1.3;
  EXPECT_LT(test_of(stretched).p_value, 0.001);
  EXPECT_LT(test_of(std::vector<double>(100, 1.0)).p_value, 0.001);
}

TEST(AndersonDarling, takes_gaps_of_nothing) {
  auto values = exponential_values(3, 100);
  values[0] = 0;
  const auto result = test_of(values);
  EXPECT_TRUE(std::isfinite(result.statistic));
  EXPECT_LT(result.p_value, 0.05);
}

TEST(GammaPlace, is_the_law_of_mean_1) {
  const auto half = gamma_place(0.5, 0.5);  // a square of a normal one: erf(sqrt(0.25))
  EXPECT_NEAR(std::exp(half.log_below), std::erf(0.5), 1e-12);
  EXPECT_NEAR(std::exp(half.log_above), std::erfc(0.5), 1e-12);
  const auto two = gamma_place(1, 2);  // Erlang: 1 - e^-2 (1 + 2)
  EXPECT_NEAR(std::exp(two.log_below), 1 - 3 * std::exp(-2.0), 1e-12);
  const auto one = gamma_place(1.5, 1);
  EXPECT_NEAR(std::exp(one.log_above), std::exp(-1.5), 1e-12);
}

TEST(GammaPlace, of_what_is_long_enough_alone) {
  const auto place = gamma_place(1, 2, 0.5);
  const double longer = 2 * std::exp(-1.0);  // e^-1 (1 + 1)
  EXPECT_NEAR(std::exp(place.log_above), 3 * std::exp(-2.0) / longer, 1e-12);
  EXPECT_NEAR(std::exp(place.log_below), 1 - 3 * std::exp(-2.0) / longer, 1e-12);
  EXPECT_TRUE(std::isfinite(gamma_place(0.5, 2, 0.5).log_below));
  EXPECT_TRUE(std::isfinite(gamma_place(1e6, 0.01).log_above));
  EXPECT_TRUE(std::isfinite(gamma_place(0, 0.01).log_below));
}

TEST(MannKendall, counts_rises_less_falls) {
  const std::vector<double> series = {10, 14, 12, 11, 15};
  const auto result = mann_kendall(series);
  EXPECT_EQ(result.statistic, 4);  // 7 rises, 3 falls
  EXPECT_NEAR(result.p_value, std::erfc(3 / std::sqrt(5.0 * 4 * 15 / 18) / std::numbers::sqrt2), 1e-12);
}

TEST(MannKendall, allows_for_ties) {
  const std::vector<double> series = {1, 1, 2, 2, 2, 3};
  const double variance = (6 * 5 * 17 - 2 * 1 * 9 - 3 * 2 * 11) / 18.0;
  const auto result = mann_kendall(series);
  EXPECT_EQ(result.statistic, 11);
  EXPECT_NEAR(result.p_value, std::erfc(10 / std::sqrt(variance) / std::numbers::sqrt2), 1e-12);
}

TEST(MannKendall, says_nothing_of_equal_values) {
  EXPECT_EQ(mann_kendall(std::vector<double>(20, 3.0)).p_value, 1);
  EXPECT_EQ(mann_kendall({}).p_value, 1);
}

TEST(MiddleOf, is_the_median) {
  EXPECT_EQ(middle_of({3, 1, 2}), 2);
  EXPECT_EQ(middle_of({4, 1, 3, 2}), 2.5);
  EXPECT_EQ(middle_of({}), 0);
}

TEST(TheilSen, is_not_moved_by_an_outlier) {
  const std::vector<double> x = {0, 1, 2, 3, 4, 5, 6};
  std::vector<double> y;
  for (const double at : x) y.push_back(3 + 2 * at);
  y[3] = 1000;
  const auto line = theil_sen(x, y);
  EXPECT_DOUBLE_EQ(line.slope, 2);
  EXPECT_DOUBLE_EQ(line.at(10), 23);
}

}  // namespace plimsoll::measurement_statistics_test
