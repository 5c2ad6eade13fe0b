#include "record/time_summary.h"

#include <gtest/gtest.h>

namespace plimsoll::time_summary_test {

Histogram milliseconds(int count) {
  Histogram histogram;
  for (int i = 1; i <= count; ++i) histogram.record(std::chrono::milliseconds(i));
  return histogram;
}

TEST(TimeSummary, of_nothing_has_no_figure) {
  const TimeSummary summary = summarize(Histogram());
  EXPECT_EQ(summary.count, 0u);
  EXPECT_FALSE(summary.min_ms || summary.mean_ms || summary.max_ms || summary.percentile_ms("p50"));
}

TEST(TimeSummary, gives_the_percentiles_by_nearest_rank) {
  const TimeSummary summary = summarize(milliseconds(1000));
  EXPECT_EQ(summary.min_ms, 1);
  EXPECT_DOUBLE_EQ(*summary.mean_ms, 500.5);
  EXPECT_EQ(summary.max_ms, 1000);
  EXPECT_NEAR(*summary.percentile_ms("p50"), 500, 2.0);
  EXPECT_NEAR(*summary.percentile_ms("p99"), 990, 4.0);
}

TEST(TimeSummary, leaves_out_what_the_run_cannot_support) {
  EXPECT_FALSE(summarize(milliseconds(298)).percentile_ms("p99"));
  EXPECT_TRUE(summarize(milliseconds(299)).percentile_ms("p99"));
  EXPECT_FALSE(summarize(milliseconds(2994)).percentile_ms("p999"));
  EXPECT_EQ(unsupported_reason(1200, 0.999), "needs 2995 requests, has 1200");
}

TEST(TimeSummary, knows_no_percentile_of_another_name) {
  EXPECT_FALSE(summarize(milliseconds(5000)).percentile_ms("p42"));
}

}  // namespace plimsoll::time_summary_test
