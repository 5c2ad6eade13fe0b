#include "monitors/metrics/prometheus_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace plimsoll::prometheus_text_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<MetricLine> all_of(PrometheusText& text) {
  std::vector<MetricLine> lines;
  while (const auto line = text.next()) lines.push_back(*line);
  return lines;
}

std::vector<MetricLine> all_of(std::string_view page) {
  PrometheusText text(page);
  auto lines = all_of(text);
  EXPECT_EQ(text.refused(), 0U) << text.first_refused();
  return lines;
}

TEST(PrometheusText, reads_names_labels_values_and_kinds) {
  const auto lines = all_of(
      "# HELP process_resident_memory_bytes Resident memory size in bytes.\n"
      "# TYPE process_resident_memory_bytes gauge\n"
      "process_resident_memory_bytes 2.1929984e+07\n"
      "# TYPE calls counter\r\n"
      "calls_total{code=\"200\",path=\"/a,b}\\\"c\"} 12 1700000000000\r\n"
      "\n"
      "  up\t1\n"
      "no_newline_at_the_end 3");
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_EQ(lines[0].name, "process_resident_memory_bytes");
  EXPECT_EQ(lines[0].labels, "");
  EXPECT_EQ(lines[0].value, 21929984);
  EXPECT_EQ(lines[0].kind, MetricKind::gauge);
  EXPECT_EQ(lines[1].name, "calls_total");
  EXPECT_EQ(lines[1].labels, R"(code="200",path="/a,b}\"c")");
  EXPECT_EQ(lines[1].value, 12);
  EXPECT_EQ(lines[1].kind, MetricKind::counter);
  EXPECT_EQ(lines[2].name, "up");
  EXPECT_EQ(lines[2].kind, MetricKind::unreported);
  EXPECT_EQ(lines[3].value, 3);
}

TEST(PrometheusText, reads_what_openmetrics_adds) {
  const auto lines = all_of(
      "# TYPE latency histogram\n"
      "# UNIT latency seconds\n"
      "latency_bucket{le=\"0.5\"} 8 1.5 # {trace_id=\"KO}\"} 0.67 1520879607.789\n"
      "{\"my.memory.bytes\",pod=\"a\"} 7\n"
      "{\"bare name\"} 8\n"
      "# EOF\n");
  ASSERT_THAT(lines, SizeIs(3));
  EXPECT_EQ(lines[0].value, 8);
  EXPECT_EQ(lines[0].kind, MetricKind::histogram);
  EXPECT_EQ(lines[1].name, "my.memory.bytes");
  EXPECT_EQ(lines[1].labels, "pod=\"a\"");
  EXPECT_EQ(lines[2].name, "bare name");
  EXPECT_EQ(lines[2].labels, "");
}

TEST(PrometheusText, reads_what_is_no_finite_number) {
  const auto lines = all_of("a NaN\nb +Inf\nc -Inf\nd +1e3\n");
  ASSERT_THAT(lines, SizeIs(4));
  EXPECT_TRUE(std::isnan(lines[0].value));
  EXPECT_EQ(lines[1].value, HUGE_VAL);
  EXPECT_EQ(lines[2].value, -HUGE_VAL);
  EXPECT_EQ(lines[3].value, 1000);
}

TEST(PrometheusText, counts_the_lines_that_are_none_and_goes_on) {
  PrometheusText text(
      "<html>\n1abc 2\nname_alone\nopen{a=\"b 1\nopen{a=\"b\" 1\nvalue x\nvalue 1x\n{} 1\n{\"\"} 1\nlast{} 5\n");
  const auto lines = all_of(text);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].name, "last");
  EXPECT_EQ(text.refused(), 9U);
  EXPECT_EQ(text.first_refused(), "<html>");
  EXPECT_THAT(all_of(""), IsEmpty());
  EXPECT_THAT(all_of("\n\n# just words"), IsEmpty());
}

}  // namespace plimsoll::prometheus_text_test
