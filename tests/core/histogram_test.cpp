#include "core/histogram.h"
#include "core/random.h"

#include <gtest/gtest.h>
#include <tuple>

#include <algorithm>
#include <cmath>
#include <vector>

namespace plimsoll::histogram_test {

using namespace std::chrono_literals;

TEST(Histogram, of_nothing_is_zero) {
  const Histogram histogram;
  EXPECT_TRUE(histogram.empty());
  EXPECT_EQ(histogram.quantile(0.99), 0ns);
  EXPECT_EQ(histogram.mean_seconds(), 0);
}

TEST(Histogram, answers_within_half_a_percent_of_the_sorted_values) {
  Random random(5);
  Histogram histogram;
  std::vector<Nanos> values;
  for (int i = 0; i < 50000; ++i) {
    const auto value = std::max(Histogram::kLowest, random.exponential(20ms));
    values.push_back(value);
    histogram.record(value);
  }
  std::sort(values.begin(), values.end());
  for (const double q : {0.01, 0.5, 0.9, 0.99, 0.999}) {
    const auto exact = values[static_cast<std::size_t>(std::ceil(q * 50000)) - 1];
    const double error = std::abs(to_seconds(histogram.quantile(q)) / to_seconds(exact) - 1);
    EXPECT_LT(error, 0.004) << q;
  }
  EXPECT_EQ(histogram.quantile(1), values.back());
  EXPECT_EQ(histogram.quantile(0), values.front());
}

TEST(Histogram, quantile_is_the_nearest_rank) {
  Histogram histogram;
  for (const auto value : {10ms, 20ms, 30ms, 40ms}) histogram.record(value);
  EXPECT_EQ(histogram.quantile(0.25), 10ms);
  EXPECT_NEAR(to_seconds(histogram.quantile(0.26)), 0.02, 0.0001);
  EXPECT_NEAR(to_seconds(histogram.quantile(0.75)), 0.03, 0.0002);
  EXPECT_EQ(histogram.quantile(0.76), 40ms);
}

TEST(Histogram, counts_what_is_out_of_range_as_clipped) {
  Histogram histogram;
  histogram.record(500ns);
  histogram.record(25h);
  histogram.record(Histogram::kLowest);
  histogram.record(Histogram::kHighest);
  EXPECT_EQ(histogram.count(), 4U);
  EXPECT_EQ(histogram.clipped(), 2U);
  EXPECT_EQ(histogram.minimum(), Histogram::kLowest);
  EXPECT_EQ(histogram.maximum(), Histogram::kHighest);
}

TEST(Histogram, every_bucket_is_at_most_one_percent_wide_and_touches_the_next) {
  Histogram histogram;
  for (Nanos value = 1us; value < 24h; value += std::max(Nanos(1), value / 300)) histogram.record(value);
  const auto buckets = histogram.buckets();
  for (const auto& bucket : buckets) {
    const double low = to_seconds(Histogram::bucket_low(bucket.index));
    const double high = to_seconds(Histogram::bucket_high(bucket.index));
    EXPECT_LE(high / low, 1.008);
    EXPECT_EQ(Histogram::bucket_high(bucket.index), Histogram::bucket_low(bucket.index + 1));
  }
  EXPECT_EQ(buckets.size(), buckets.back().index - buckets.front().index + 1);
}

TEST(Histogram, merging_equals_recording_together) {
  Random random(6);
  Histogram together, left, right;
  for (int i = 0; i < 1000; ++i) {
    const auto value = random.exponential(5ms);
    together.record(value);
    (i % 3 == 0 ? left : right).record(value);
  }
  left.merge(right);
  auto merged = left.parts();
  EXPECT_NEAR(merged.sum_seconds, together.parts().sum_seconds, 1e-9);
  merged.sum_seconds = together.parts().sum_seconds;
  EXPECT_EQ(merged, together.parts());
}

TEST(Histogram, reads_back_from_its_parts_and_refuses_broken_ones) {
  Histogram histogram;
  histogram.record(3ms);
  histogram.record(7s);
  const auto parts = histogram.parts();
  EXPECT_EQ(Histogram::from_parts(parts)->parts(), parts);
  auto broken = parts;
  broken.buckets[0].index = 1000000;
  EXPECT_FALSE(Histogram::from_parts(broken));
  broken = parts;
  std::swap(broken.minimum, broken.maximum);
  EXPECT_FALSE(Histogram::from_parts(broken));
}

// The ranks are those of the tables: 2 and 9 of 10, 40 and 61 of 100 for the median.
TEST(Histogram, tells_between_which_values_a_quantile_lies) {
  for (const auto& [n, low, high] : {std::tuple{10, 2, 9}, {100, 40, 61}}) {
    Histogram histogram;
    for (int i = 1; i <= n; ++i) histogram.record(std::chrono::milliseconds(i));
    const auto interval = histogram.quantile_interval(0.5);
    ASSERT_TRUE(interval.low && interval.high);
    EXPECT_NEAR(to_milliseconds(*interval.low), low, 0.005 * low);
    EXPECT_NEAR(to_milliseconds(*interval.high), high, 0.005 * high);
  }
}

TEST(Histogram, tells_no_end_that_too_few_values_cannot_tell) {
  Histogram histogram;
  EXPECT_FALSE(histogram.quantile_interval(0.5).low);
  for (int i = 1; i <= 299; ++i) histogram.record(std::chrono::milliseconds(i));
  const auto interval = histogram.quantile_interval(0.99);
  EXPECT_TRUE(interval.low);
  EXPECT_FALSE(interval.high);
}

// Of 400 samples of an exponential law, the interval of the p95 must miss the true one in about 5 %.
TEST(Histogram, intervals_hold_the_true_quantile_as_often_as_they_say) {
  for (const int n : {200, 30000}) {
    int missed = 0;
    for (std::uint64_t sample = 0; sample < 400; ++sample) {
      auto random = Random::stream(9, sample);
      Histogram histogram;
      for (int i = 0; i < n; ++i) histogram.record(random.exponential(10ms));
      const auto interval = histogram.quantile_interval(0.95);
      const auto truth = from_seconds(0.010 * std::log(20.0));
      if ((interval.low && *interval.low > truth) || (interval.high && *interval.high < truth)) ++missed;
    }
    EXPECT_LE(missed, 36) << n;  // 5 % and four standard errors; never more, as the ranks are whole numbers
    EXPECT_GE(missed, 2) << n;
  }
}

TEST(Histogram, knows_how_many_values_a_percentile_needs) {
  EXPECT_EQ(count_needed_for_quantile(0.5), 5U);
  EXPECT_EQ(count_needed_for_quantile(0.99), 299U);
  EXPECT_EQ(count_needed_for_quantile(0.999), 2995U);
}

}  // namespace plimsoll::histogram_test
