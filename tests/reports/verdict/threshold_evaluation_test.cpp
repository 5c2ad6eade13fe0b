#include "reports/verdict/threshold_evaluation.h"
#include "tests/support/sample_record.h"

#include <gtest/gtest.h>

namespace plimsoll::threshold_evaluation_test {

using Operator = Threshold::Operator;

ThresholdResult evaluate(const Threshold& threshold, const RunRecord& record) {
  return evaluate_thresholds({threshold}, record).front();
}

Threshold limit(const Metric* metric, Operator op, double value) { return {metric, 0, "", op, value, "limit"}; }

Threshold p(double quantile, double below_ms, std::string request = "") {
  return {metric_named("response_time_quantile"), quantile, std::move(request), Operator::less, below_ms, "pN"};
}

// A hundred requests of 1 to 100 ms over ten seconds after two of warm-up, four of them failed.
RunRecord small_record() {
  RunRecord record;
  record.request_names = {"predict", "idle"};
  record.duration_s = 12;
  record.warmup_s = 2;
  record.stats = Snapshot(2);
  RequestStats& stats = record.stats.by_request[0];
  stats.requests = 100;
  stats.failures = 4;
  stats.late = 10;
  for (int i = 1; i <= 100; ++i) {
    stats.response_time.record(std::chrono::milliseconds(i));
    stats.service_time.record(std::chrono::microseconds(500 * i));
  }
  return record;
}

RunRecord record_judged(std::vector<Verdict> verdicts) {
  RunRecord record;
  record.monitors.emplace_back();
  for (const Verdict verdict : verdicts) {
    record.leaks.emplace_back();
    record.leaks.back().verdict.verdict = verdict;
  }
  return record;
}

TEST(ThresholdEvaluation, holds_a_percentile_against_the_nearest_rank) {
  const RunRecord record = small_record();
  const auto kept = evaluate(p(0.5, 51), record);
  EXPECT_TRUE(kept.ok);
  EXPECT_TRUE(kept.supported);
  EXPECT_NEAR(*kept.actual, 50, 0.25);
  EXPECT_FALSE(evaluate(p(0.5, 49), record).ok);
}

TEST(ThresholdEvaluation, judges_an_unsupported_percentile_all_the_same) {
  const auto result = evaluate(p(0.99, 250), small_record());
  EXPECT_TRUE(result.ok);
  EXPECT_FALSE(result.supported);
  EXPECT_NEAR(*result.actual, 99, 0.5);
}

TEST(ThresholdEvaluation, judges_any_percentile_that_people_write) {
  const RunRecord record = small_record();
  const auto written = [&](std::string_view text) { return evaluate(parse_threshold(text).value(), record); };
  EXPECT_NEAR(*written("p97.5 < 1s").actual, 98, 0.5);
  EXPECT_FALSE(written("p97.5 < 98ms").supported);  // of a hundred requests
  EXPECT_NEAR(*written("service_p75 < 1s").actual, 37.5, 0.25);
  EXPECT_TRUE(written("service_p75 < 1s").supported);
  EXPECT_EQ(written("service_p99.9 < 1s").actual, written("service_p999 < 1s").actual);
}

TEST(ThresholdEvaluation, holds_against_a_window_too) {
  const RequestStats stats = small_record().stats.by_request[0];
  const auto over = [&](std::string_view text, double seconds) {
    return plimsoll::evaluate(parse_threshold(text).value(), stats, seconds);
  };
  EXPECT_TRUE(over("requests_per_second > 49", 2).ok);
  EXPECT_FALSE(over("requests_per_second > 49", 4).ok);
  EXPECT_TRUE(over("p50 < 51ms", 2).ok);
  EXPECT_EQ(over("late_share < 50%", 2).actual, 0.1);
  EXPECT_FALSE(over("leak == none", 2).judged);
  EXPECT_FALSE(over("rss_max < 1GiB", 2).actual);
}

TEST(ThresholdEvaluation, takes_service_time_apart_from_response_time) {
  Threshold threshold = p(0.5, 26);
  threshold.metric = metric_named("service_time_quantile");
  EXPECT_TRUE(evaluate(threshold, small_record()).ok);
  EXPECT_DOUBLE_EQ(*evaluate(limit(metric_named("service_time_max"), Operator::less, 51), small_record()).actual, 50);
}

TEST(ThresholdEvaluation, fails_where_nothing_was_measured) {
  const auto result = evaluate(p(0.5, 1e9, "idle"), small_record());
  EXPECT_FALSE(result.ok);
  EXPECT_FALSE(result.actual);
  EXPECT_EQ(result.actual_text, "nothing measured");
  EXPECT_FALSE(evaluate(p(0.5, 1e9, "no such name"), small_record()).ok);
}

TEST(ThresholdEvaluation, judges_nothing_of_a_run_that_failed_before_anything_was_measured) {
  RunRecord record;
  record.ended_by = EndedBy::error;
  const auto result = evaluate(limit(metric_named("failed_requests"), Operator::equal, 0), record);
  EXPECT_FALSE(result.judged);
  EXPECT_FALSE(result.actual);
  record.thresholds = {result};
  EXPECT_EQ(decide(record, {false, {}, "nothing ever connected"}).exit_code, 69);
  record = small_record();
  record.ended_by = EndedBy::error;
  EXPECT_TRUE(evaluate(limit(metric_named("failed_requests"), Operator::equal, 0), record).judged);
}

TEST(ThresholdEvaluation, counts_rates_without_the_warm_up) {
  const RunRecord record = small_record();
  EXPECT_EQ(evaluate(limit(metric_named("requests_per_second"), Operator::greater, 9), record).actual, 10);
  EXPECT_EQ(evaluate(limit(metric_named("failure_rate"), Operator::less, 0.05), record).actual, 0.04);
  EXPECT_EQ(evaluate(limit(metric_named("failed_requests"), Operator::equal, 0), record).actual, 4);
  EXPECT_EQ(evaluate(limit(metric_named("requests"), Operator::equal, 100), record).actual, 100);
}

TEST(ThresholdEvaluation, takes_the_late_share_of_the_run_or_of_one_request) {
  RunRecord record = small_record();
  record.measurement.late_share = 0.25;
  Threshold threshold = limit(metric_named("late_share"), Operator::less, 0.5);
  EXPECT_EQ(evaluate(threshold, record).actual, 0.25);
  threshold.request = "predict";
  EXPECT_EQ(evaluate(threshold, record).actual, 0.1);
}

TEST(ThresholdEvaluation, knows_every_operator) {
  const RunRecord record = small_record();
  const auto holds = [&](Operator op, double value) {
    return evaluate(limit(metric_named("requests"), op, value), record).ok;
  };
  EXPECT_TRUE(holds(Operator::less, 101) && !holds(Operator::less, 100));
  EXPECT_TRUE(holds(Operator::less_or_equal, 100) && !holds(Operator::less_or_equal, 99));
  EXPECT_TRUE(holds(Operator::equal, 100) && !holds(Operator::equal, 99));
  EXPECT_TRUE(holds(Operator::not_equal, 99) && !holds(Operator::not_equal, 100));
  EXPECT_TRUE(holds(Operator::greater_or_equal, 100) && !holds(Operator::greater_or_equal, 101));
  EXPECT_TRUE(holds(Operator::greater, 99) && !holds(Operator::greater, 100));
}

TEST(ThresholdEvaluation, takes_the_highest_rss_of_all_monitors) {
  RunRecord record = small_record();
  const Threshold threshold = limit(metric_named("rss_max"), Operator::less, 300);
  EXPECT_EQ(evaluate(threshold, record).actual_text, "not watched");
  EXPECT_FALSE(evaluate(threshold, record).ok);
  for (const double high : {200.0, 250.0, 100.0}) {
    record.monitors.emplace_back();
    record.monitors.back().series.emplace_back("rss_bytes", "bytes", std::vector<SeriesPoint>{{0, 1, 2, high, 1}});
    record.monitors.back().series.emplace_back("fds", "", std::vector<SeriesPoint>{{0, 1, 2, 900, 1}});
  }
  EXPECT_EQ(evaluate(threshold, record).actual, 250);
  EXPECT_TRUE(evaluate(threshold, record).ok);
}

TEST(ThresholdEvaluation, leak_none_fails_on_leaking_alone) {
  const Threshold none = limit(metric_named("leak"), Operator::equal, 0);
  for (const Verdict verdict : {Verdict::clean, Verdict::suspected, Verdict::inconclusive})
    EXPECT_TRUE(evaluate(none, record_judged({verdict})).ok);
  const auto leaking = evaluate(none, record_judged({Verdict::clean, Verdict::leaking}));
  EXPECT_FALSE(leaking.ok);
  EXPECT_EQ(leaking.actual_text, "leaking");
}

TEST(ThresholdEvaluation, leak_clean_demands_every_verdict_clean) {
  const Threshold clean = limit(metric_named("leak"), Operator::equal, 1);
  EXPECT_TRUE(evaluate(clean, record_judged({Verdict::clean, Verdict::clean})).ok);
  for (const Verdict verdict : {Verdict::suspected, Verdict::inconclusive, Verdict::leaking})
    EXPECT_FALSE(evaluate(clean, record_judged({Verdict::clean, verdict})).ok);
  EXPECT_FALSE(evaluate(clean, record_judged({})).ok);
}

TEST(ThresholdEvaluation, leak_unequal_asks_for_the_opposite) {
  const Threshold leaks = limit(metric_named("leak"), Operator::not_equal, 0);
  EXPECT_TRUE(evaluate(leaks, record_judged({Verdict::leaking})).ok);
  EXPECT_FALSE(evaluate(leaks, record_judged({Verdict::clean})).ok);
}

TEST(ThresholdEvaluation, a_leak_that_nobody_looked_for_is_not_ruled_out) {
  const auto result = evaluate(limit(metric_named("leak"), Operator::equal, 0), small_record());
  EXPECT_FALSE(result.ok);
  EXPECT_EQ(result.actual_text, "not watched");
}

TEST(ThresholdEvaluation, answers_in_the_order_asked) {
  const auto results =
      evaluate_thresholds({p(0.5, 1), limit(metric_named("requests"), Operator::equal, 100)}, small_record());
  ASSERT_EQ(results.size(), 2u);
  EXPECT_FALSE(results[0].ok);
  EXPECT_TRUE(results[1].ok);
}

}  // namespace plimsoll::threshold_evaluation_test
