#include "record/metric.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

namespace plimsoll::metric_test {

std::string error_of(std::string_view name) {
  const auto metric = parse_metric(name);
  EXPECT_FALSE(metric.has_value()) << name;
  return metric.has_value() ? "" : metric.error().message;
}

TEST(Metric, is_found_by_the_name_that_people_write_and_by_that_of_the_record) {
  for (const auto& metric : metrics()) {
    const auto name = std::string(metric.name) + (metric.is_percentile() ? "p99" : "");
    const auto parsed = parse_metric(name);
    ASSERT_TRUE(parsed.has_value()) << name;
    EXPECT_EQ(parsed->metric, &metric);
    EXPECT_EQ(metric_named(metric.key), &metric);
  }
  EXPECT_EQ(find_metric("p99"), nullptr);
  EXPECT_ANY_THROW(metric_named("p99"));
}

TEST(Metric, has_every_percentile_of_both_times) {
  for (const auto& [name, quantile] :
       {std::pair{"p50", 0.5}, {"p97.5", 0.975}, {"p99.9", 0.999}, {"p999", 0.999}, {"p05.25", 0.0525}}) {
    const auto response = parse_metric(name), service = parse_metric(std::string("service_") + name);
    ASSERT_TRUE(response.has_value() && service.has_value()) << name;
    EXPECT_EQ(response->quantile, quantile) << name;  // the same number however it is written
    EXPECT_EQ(service->quantile, quantile) << name;
    EXPECT_EQ(service->metric->key, "service_time_quantile");
  }
}

TEST(Metric, says_what_a_percentile_may_be) {
  EXPECT_EQ(error_of("p100"),
            R"("p100" is not a percentile: expected p01 to p99, with decimals as in p97.5, p99.9 or p999; )"
            R"(the ends are min and max)");
  EXPECT_THAT(error_of("ttft_p100"), testing::HasSubstr("is not a percentile"));
  EXPECT_THAT(error_of("ttft_p100"), testing::Not(testing::HasSubstr("the ends"))) << "it has none as metrics";
  EXPECT_THAT(error_of("service_p0"), testing::HasSubstr("expected service_p01 to service_p99"));
  for (const auto* name : {"p", "p5", "p00", "p0.0", "p100.0", "p99.", "p.5", "p99.9.9", "p125", "p9999999"})
    EXPECT_THAT(error_of(name), testing::HasSubstr("is not a percentile")) << name;
  EXPECT_THAT(error_of("service_p9x"), testing::HasSubstr("is not a metric"));
  EXPECT_THAT(error_of("service_p96%"), testing::HasSubstr("did you mean \"service_p9"));
}

TEST(Metric, is_read_from_a_window) {
  RequestStats stats;
  stats.requests = 100;
  stats.failures = 5;
  for (int i = 1; i <= 100; ++i) stats.service_time.record(std::chrono::milliseconds(i));
  const MetricSource source{stats, 4};
  const auto value_of = [&](std::string_view name) {
    const auto choice = parse_metric(name).value();
    return choice.metric->read(source, choice.quantile);
  };
  EXPECT_EQ(value_of("requests_per_second"), 25);
  EXPECT_EQ(value_of("failure_rate"), 0.05);
  EXPECT_NEAR(value_of("service_p97.5").value_or(0), 98, 0.5);
  EXPECT_FALSE(value_of("p97.5"));  // no response time was measured
  EXPECT_FALSE(value_of("rss_max"));
  EXPECT_TRUE(is_supported(parse_metric("service_p95").value(), stats));
  EXPECT_FALSE(is_supported(parse_metric("service_p97.5").value(), stats));
}

TEST(Metric, of_a_series_is_its_greatest_value_in_the_window) {
  std::vector<MonitorRecord> monitors(1);
  monitors[0].series.emplace_back("rss_bytes", "bytes",
                                  std::vector<SeriesPoint>{{0, 9, 9, 9, 1}, {10, 3, 3, 3, 1}, {20, 7, 7, 7, 1}});
  const RequestStats none;
  EXPECT_EQ(metric_named("rss_max")->read({none, 20, monitors}, 0), 9);
  EXPECT_EQ(metric_named("rss_max")->read({none, 10, monitors, 5, 15}, 0), 3);
}

TEST(Metric, matches_the_pattern_of_the_schema) {
  const std::regex pattern("^" + metric_pattern() + "$");
  for (const auto* name : {"p50", "p97.5", "service_p99.9", "p999", "leak", "service_min"})
    EXPECT_TRUE(std::regex_match(name, pattern)) << name;
  for (const auto* name : {"p5", "p99.", "failed", "service_leak"})
    EXPECT_FALSE(std::regex_match(name, pattern)) << name;
}

TEST(Metric, is_told_in_the_table_of_thresholds) {
  std::ifstream file(std::string(PLIMSOLL_SOURCE_DIR) + "/docs/scenario.md");
  std::stringstream text;
  text << file.rdbuf();
  const auto all = text.str();
  const auto begin = all.find("## Thresholds");
  ASSERT_NE(begin, std::string::npos);
  const auto page = all.substr(begin, all.find("\n## ", begin + 1) - begin);
  for (const auto& metric : metrics()) {
    const auto name = std::string(metric.name) + (metric.is_percentile() ? "p50" : "");
    EXPECT_NE(page.find("`" + name + "`"), std::string::npos) << "docs/scenario.md does not tell " << name;
  }
}

}  // namespace plimsoll::metric_test
