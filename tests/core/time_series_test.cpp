#include "core/time_series.h"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::time_series_test {

TEST(TimeSeries, keeps_every_value_while_there_is_room) {
  TimeSeries series("rss_bytes", "bytes", 8);
  for (int i = 0; i < 8; ++i) series.add(i, 10 * i);
  ASSERT_EQ(series.points().size(), 8U);
  EXPECT_EQ(series.points()[3], (SeriesPoint{3, 30, 30, 30, 1}));
}

TEST(TimeSeries, halves_its_resolution_and_keeps_extremes_mean_and_reach) {
  TimeSeries series("rss_bytes", "bytes", 8);
  double sum = 0;
  const int n = 1000;
  for (int i = 0; i < n; ++i) {
    const double value = i == 333 ? 1e6 : i % 7;
    sum += value;
    series.add(i, value);
  }
  EXPECT_LE(series.points().size(), 8U);
  double low = INFINITY, high = 0, total = 0;
  std::uint64_t count = 0;
  for (const auto& point : series.points()) {
    low = std::min(low, point.min);
    high = std::max(high, point.max);
    total += point.mean * static_cast<double>(point.count);
    count += point.count;
  }
  EXPECT_EQ(low, 0);
  EXPECT_EQ(high, 1e6);
  EXPECT_NEAR(total, sum, 1e-6);
  EXPECT_EQ(count, static_cast<std::uint64_t>(n));
  EXPECT_EQ(series.points().front().t_s, 0);
  for (std::size_t i = 1; i < series.points().size(); ++i)
    EXPECT_LT(series.points()[i - 1].t_s, series.points()[i].t_s);
}

TEST(TimeSeries, leaves_out_what_is_not_a_number) {
  TimeSeries series("x", "", 4);
  series.add(0, NAN);
  EXPECT_TRUE(series.empty());
}

}  // namespace plimsoll::time_series_test
