#include "record/threshold.h"

#include <gtest/gtest.h>

namespace plimsoll::threshold_test {

using Operator = Threshold::Operator;

Threshold read(std::string_view text) {
  const auto threshold = parse_threshold(text);
  EXPECT_TRUE(threshold) << text << ": " << (threshold ? "" : threshold.error().message);
  return threshold ? *threshold : Threshold{};
}

std::string error_of(std::string_view text) {
  const auto threshold = parse_threshold(text);
  EXPECT_FALSE(threshold) << text;
  return threshold ? "" : threshold.error().message;
}

TEST(Threshold, of_a_percentile_is_in_milliseconds) {
  const auto threshold = read("p99 < 250ms");
  EXPECT_EQ(threshold.metric, metric_named("response_time_quantile"));
  EXPECT_DOUBLE_EQ(threshold.quantile, 0.99);
  EXPECT_EQ(threshold.op, Operator::less);
  EXPECT_DOUBLE_EQ(threshold.value, 250);
  EXPECT_EQ(threshold.expression, "p99 < 250ms");
  EXPECT_EQ(threshold.metric->unit(), "ms");
  EXPECT_DOUBLE_EQ(read("p50<=1.5s").value, 1500);
}

TEST(Threshold, knows_the_percentiles_people_write) {
  EXPECT_DOUBLE_EQ(read("p50 < 1s").quantile, 0.5);
  EXPECT_DOUBLE_EQ(read("p999 < 1s").quantile, 0.999);
  EXPECT_DOUBLE_EQ(read("p9999 < 1s").quantile, 0.9999);
  EXPECT_DOUBLE_EQ(read("p05 < 1s").quantile, 0.05);
  for (const auto text : {"p100 < 1s", "p0 < 1s", "p5 < 1s", "p00 < 1s", "p125 < 1s", "p < 1s", "p99. < 1s", "p.5 < 1s",
                          "p0.0 < 1s", "p100.0 < 1s", "p99.9.9 < 1s"})
    error_of(text);
}

TEST(Threshold, reads_every_metric_in_its_unit) {
  EXPECT_EQ(read("service_p99 < 1ms").metric, metric_named("service_time_quantile"));
  EXPECT_EQ(read("min > 1ms").metric, metric_named("response_time_min"));
  EXPECT_EQ(read("service_mean < 1ms").metric, metric_named("service_time_mean"));
  EXPECT_DOUBLE_EQ(read("requests_per_second > 50").value, 50);
  EXPECT_DOUBLE_EQ(read("requests_per_second > 120/m").value, 2);
  EXPECT_DOUBLE_EQ(read("requests >= 1000").value, 1000);
  EXPECT_DOUBLE_EQ(read("failed_requests == 0").value, 0);
  EXPECT_DOUBLE_EQ(read("failure_rate < 1%").value, 0.01);
  EXPECT_DOUBLE_EQ(read("late_share < 0.5%").value, 0.005);
  EXPECT_DOUBLE_EQ(read("dropped == 0").value, 0);
  EXPECT_DOUBLE_EQ(read("rss_max < 2GiB").value, 2147483648.0);
  EXPECT_DOUBLE_EQ(read("leak == none").value, 0);
  EXPECT_DOUBLE_EQ(read("leak == clean").value, 1);
}

TEST(Threshold, of_a_request_takes_its_name_with_blanks) {
  const auto threshold = read("  p95  of three images of   cats <  100ms ");
  EXPECT_EQ(threshold.request, "three images of cats");
  EXPECT_EQ(threshold.expression, "p95 of three images of cats < 100ms");
  EXPECT_EQ(read("p95 of GET /a=b<c < 1s").request, "GET /a=b<c");
}

TEST(Threshold, names_the_part_that_is_wrong) {
  EXPECT_EQ(error_of(""), R"(expected METRIC [of REQUEST] OPERATOR VALUE, like "p99 < 250ms", got nothing)");
  EXPECT_EQ(
      error_of("p99"),
      R"(expected METRIC [of REQUEST] OPERATOR VALUE, like "p99 < 250ms", got "p99": the operator is one of <, <=, ==, !=, >=, >)");
  EXPECT_EQ(error_of("leak = none").substr(0, 8), "expected");
  EXPECT_EQ(error_of("p99 <"),
            R"(expected METRIC [of REQUEST] OPERATOR VALUE, like "p99 < 250ms", got "p99 <": no value)");
  EXPECT_EQ(error_of("< 3ms"),
            R"(expected METRIC [of REQUEST] OPERATOR VALUE, like "p99 < 250ms", got "< 3ms": no metric)");
  EXPECT_EQ(error_of("failed_request == 0"),
            R"(failed_request == 0: "failed_request" is not a metric; did you mean "failed_requests"?)");
  EXPECT_EQ(error_of("p99 < 250"), R"(p99 < 250: a time needs a unit: write "250ms" or "250s")");
  EXPECT_EQ(error_of("p99 < 3 parsecs"),
            R"(p99 < 3 parsecs: expected a duration like "30s", "250ms" or "1h30m", got "3 parsecs")");
  EXPECT_EQ(error_of("failed_requests < 1.5"), R"(failed_requests < 1.5: expected a whole number like "0", got "1.5")");
  EXPECT_EQ(error_of("leak == leaking"),
            R"(leak == leaking: expected "none" (fails on the verdict leaking alone) or "clean", got "leaking")");
}

TEST(Threshold, of_memory_is_of_the_whole_run) {
  EXPECT_EQ(error_of("leak of predict == none"),
            R"(leak of predict == none: memory is judged for the whole run: remove "of predict")");
  EXPECT_EQ(error_of("leak < clean"), R"(leak < clean: "leak" is compared with == or !=)");
}

TEST(Threshold, is_negated_with_its_expression) {
  EXPECT_EQ(negated(read("p99 > 250ms")).op, Operator::less_or_equal);
  EXPECT_EQ(negated(read("p99 > 250ms")).expression, "p99 <= 250ms");
  EXPECT_EQ(negated(read("p95 of a<b < 1s")).expression, "p95 of a<b >= 1s");
  EXPECT_EQ(negated(read("failed_requests != 0")).expression, "failed_requests == 0");
  for (const auto text : {"p99 < 1s", "p99 <= 1s", "p99 == 1s", "p99 != 1s", "p99 >= 1s", "p99 > 1s"}) {
    EXPECT_NE(negated(read(text)).op, read(text).op) << text;
    EXPECT_EQ(negated(negated(read(text))).expression, text);
  }
}

std::vector<std::string> with_defaults_of(std::vector<std::string_view> given, bool has_monitor) {
  std::vector<Threshold> thresholds;
  for (const auto text : given) thresholds.push_back(read(text));
  std::vector<std::string> expressions;
  for (const auto& threshold : with_defaults(thresholds, {has_monitor, false}))
    expressions.push_back(threshold.expression);
  return expressions;
}

TEST(Threshold, has_three_defaults_and_two_without_a_monitor) {
  using Expressions = std::vector<std::string>;
  EXPECT_EQ(with_defaults_of({}, true), (Expressions{"failed_requests == 0", "dropped == 0", "leak == none"}));
  EXPECT_EQ(with_defaults_of({}, false), (Expressions{"failed_requests == 0", "dropped == 0"}));
}

TEST(Threshold, of_bad_requests_is_a_default_where_some_are_sent) {
  const auto has_it = [](WatchedBesides besides) {
    const auto all = with_defaults({}, besides);
    return std::any_of(all.begin(), all.end(), [](auto& one) { return one.expression == "failed_cases == 0"; });
  };
  EXPECT_TRUE(has_it({false, true}));
  EXPECT_FALSE(has_it({false, false}));
}

TEST(Threshold, of_the_same_metric_replaces_the_default) {
  using Expressions = std::vector<std::string>;
  EXPECT_EQ(with_defaults_of({"failure_rate < 1%", "leak == clean"}, true),
            (Expressions{"failure_rate < 1%", "leak == clean", "dropped == 0"}));
  EXPECT_EQ(with_defaults_of({"p99 < 1s"}, false), (Expressions{"p99 < 1s", "failed_requests == 0", "dropped == 0"}));
}

TEST(Threshold, of_a_figure_that_is_1_at_most_takes_no_more) {
  EXPECT_DOUBLE_EQ(read("accuracy >= 90%").value, 0.9);
  EXPECT_DOUBLE_EQ(read("auc >= 1").value, 1);
  EXPECT_DOUBLE_EQ(read("mape < 190%").value, 1.9);
  EXPECT_DOUBLE_EQ(read("log_loss < 4").value, 4);
  const auto trouble = [](std::string_view text) { return parse_threshold(text).error().message; };
  EXPECT_EQ(trouble("accuracy >= 90"), "accuracy >= 90: accuracy is 1 at most, got \"90\": write \"90%\" or \"0.9\"");
  EXPECT_EQ(trouble("f1_macro of p >= 190%"), "f1_macro of p >= 190%: f1_macro is 1 at most, got \"190%\"");
  EXPECT_EQ(trouble("calibration_error < 7"),
            "calibration_error < 7: calibration_error is 1 at most, got \"7\": write \"7%\" or \"0.07\"");
}

TEST(Threshold, family_tells_percentiles_apart) {
  EXPECT_TRUE(same_family(read("p99 < 1s"), read("p99 < 2s")));
  EXPECT_FALSE(same_family(read("p99 < 1s"), read("p95 < 1s")));
  EXPECT_FALSE(same_family(read("p99 < 1s"), read("service_p99 < 1s")));
}

}  // namespace plimsoll::threshold_test
