#include "record/run_record.h"
#include "tests/support/sample_record.h"

#include <gtest/gtest.h>

namespace plimsoll::run_record_test {

RunRecord judged(std::vector<Verdict> verdicts) {
  RunRecord record;
  for (const Verdict verdict : verdicts) {
    LeakRecord& leak = record.leaks.emplace_back();
    leak.series = std::to_string(record.leaks.size());
    leak.verdict.verdict = verdict;
  }
  return record;
}

TEST(RunRecord, counts_rates_over_the_measured_part) {
  RunRecord record;
  record.duration_s = 70;
  record.warmup_s = 10;
  EXPECT_EQ(requests_per_second(record, 120), 2);
  record.duration_s = 5;  // ended within its warm-up
  EXPECT_EQ(measured_seconds(record), 0);
  EXPECT_EQ(requests_per_second(record, 120), 0);
}

TEST(RunRecord, finds_the_figures_of_a_request_by_its_name) {
  const RunRecord record = passing_record();
  EXPECT_EQ(stats_of(record, "explain").requests, 6000u);
  EXPECT_EQ(stats_of(record, "").requests, 24000u);
  EXPECT_EQ(stats_of(record, "nobody").requests, 0u);
}

TEST(RunRecord, has_figures_for_a_name_that_was_never_counted) {
  RunRecord record;
  record.request_names = {"predict"};
  EXPECT_EQ(stats_of(record, "predict").requests, 0u);
}

TEST(RunRecord, names_the_gravest_verdict_and_of_equals_the_first) {
  EXPECT_EQ(gravest_leak(judged({})), nullptr);
  const auto series_of_gravest = [](std::vector<Verdict> verdicts) {
    const RunRecord record = judged(std::move(verdicts));
    return gravest_leak(record)->series;
  };
  EXPECT_EQ(series_of_gravest({Verdict::clean, Verdict::leaking, Verdict::suspected}), "2");
  EXPECT_EQ(series_of_gravest({Verdict::clean, Verdict::inconclusive, Verdict::suspected}), "3");
  EXPECT_EQ(series_of_gravest({Verdict::clean, Verdict::inconclusive}), "2");
  EXPECT_EQ(series_of_gravest({Verdict::leaking, Verdict::leaking}), "1");
}

TEST(RunRecord, takes_the_peak_of_resident_memory_not_its_mean) {
  RunRecord record;
  EXPECT_FALSE(rss_max_bytes(record));
  record.monitors.emplace_back().series.emplace_back("rss_bytes", "bytes",
                                                     std::vector<SeriesPoint>{{0, 1, 2, 9, 3}, {1, 2, 3, 4, 3}});
  EXPECT_EQ(rss_max_bytes(record), 9);
}

}  // namespace plimsoll::run_record_test
