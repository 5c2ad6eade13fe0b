// A target that was redeployed: its versions in the page's data, and with what is said of memory.

#include "record/run_record_json.h"
#include "reports/csv.h"
#include "reports/html/data.h"
#include "reports/html/report.h"
#include "reports/markdown.h"
#include "reports/words/sentences.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

namespace plimsoll::segments_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Segments, begin_in_every_chart_where_the_version_changes) {
  RunRecord record = leaking_record();
  record.segments = {{"1.4", 0, 100}, {"1.5", 105, 1000}};
  const auto data = nlohmann::json::parse(chart_data_json(record, record.stats.total()));
  ASSERT_EQ(data["segments"].size(), 1u);
  EXPECT_EQ(data["segments"][0]["t"], 105);
  EXPECT_EQ(data["segments"][0]["label"], "1.5");
}

TEST(Segments, stand_with_the_name_of_what_was_watched) {
  RunRecord record = leaking_record();
  record.leaks.front().segment = TargetSegment{"1.4", 0, 100};
  EXPECT_THAT(leak_sentence(record, record.leaks.front()), HasSubstr(", version 1.4: "));
}

RunRecord redeployed() {
  RunRecord record = passing_record();
  const auto requests = record.stats.total().requests;
  record.segments = {{"1.4", 0, 100, SegmentFigures{requests / 2, 0, 12.4, 30, {}}},
                     {"1.5 <b>", 105, 1000, SegmentFigures{requests - requests / 2 - 7, 3, 25, 61.9, 120}}};
  return record;
}

TEST(Segments, are_held_side_by_side_on_the_page) {
  std::ostringstream out;
  write_html(redeployed(), out);
  EXPECT_THAT(out.str(), HasSubstr("By version of the target"));
  EXPECT_THAT(out.str(), HasSubstr("<td>12.4 ms</td><td>30 ms</td><td>n/a</td>"));
  EXPECT_THAT(out.str(), HasSubstr("1.5 &lt;b&gt;</th><td>1 min 45 s</td>"));
  EXPECT_THAT(out.str(), HasSubstr("7 requests between two versions may have been answered by either"));
  auto one = redeployed();
  one.segments.resize(1);
  std::ostringstream alone;
  write_html(one, alone);
  EXPECT_EQ(alone.str().find("By version of the target"), std::string::npos);
}

TEST(Segments, are_held_side_by_side_in_markdown) {
  std::ostringstream out;
  write_markdown(redeployed(), out);
  EXPECT_THAT(out.str(), HasSubstr("| version | from | requests | failures | p50 | p95 | p99 |"));
  EXPECT_THAT(out.str(), HasSubstr("| 12.4 ms | 30 ms | n/a |"));
  EXPECT_THAT(out.str(), HasSubstr("7 requests between two versions"));
}

TEST(Segments, are_in_the_record_and_come_back) {
  const auto record = redeployed();
  const auto text = to_json(record);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["segments"][1]["figures"]["failures"], 3);
  EXPECT_EQ(json["segments"][1]["figures"]["p99_ms"], 120);
  EXPECT_TRUE(json["segments"][0]["figures"]["p99_ms"].is_null());
  EXPECT_EQ(to_json(run_record_from_json(text).value()), text);
}

TEST(Segments, stand_in_each_row_of_memory) {
  RunRecord record = redeployed();
  MonitorRecord monitor;
  for (const double t_s : {50.0, 102.0, 2000.0}) {
    MemoryRow row;
    row.t_s = t_s;
    monitor.rows.push_back(row);
  }
  std::ostringstream out;
  write_memory_csv(record, monitor, out);
  std::istringstream lines(out.str());
  std::vector<std::string> ends;
  for (std::string line; std::getline(lines, line);) ends.push_back(line.substr(line.rfind(',') + 1));
  EXPECT_THAT(ends, ElementsAre("version", "1.4", "", "1.5 <b>"));
  record.segments.resize(1);
  std::ostringstream alone;
  write_memory_csv(record, monitor, alone);
  EXPECT_EQ(alone.str().find("version"), std::string::npos) << "as it always was where nothing was redeployed";
}

}  // namespace plimsoll::segments_test
