// Flows, and what was sent once, in every format.

#include "reports/console.h"
#include "reports/csv.h"
#include "reports/html/report.h"
#include "reports/markdown.h"
#include "reports/report_files.h"
#include "reports/verdict/run_verdict.h"
#include "reports/verdict/threshold_evaluation.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

namespace plimsoll::flow_report_test {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

RunRecord with_flows() {
  auto record = passing_record();
  FlowRecord flow;
  flow.name = "batch";
  flow.steps = {record.request_names.at(0), "poll"};
  flow.begun = 1210;
  flow.completed = 1200;
  flow.unfinished = 3;
  flow.failed_at = {0, 7};
  for (int i = 0; i < 1200; ++i) flow.duration.record(1250ms);
  record.flows = {flow};
  record.once = {{"before_all", "make <data>", 201, 12, ""}, {"after_all", "drop", 500, 3, "status 500"}};
  return record;
}

template <class Write>
std::string written(const RunRecord& record, Write write) {
  std::ostringstream out;
  write(record, out);
  return out.str();
}

std::string console(const RunRecord& record) {
  return written(record, [](const RunRecord& of, std::ostream& out) { write_console(of, {}, out); });
}

TEST(FlowReport, is_a_row_in_each_format) {
  const auto record = with_flows();
  EXPECT_THAT(console(record),
              AllOf(HasSubstr("Flows"), HasSubstr("1,210"), HasSubstr("1.25 s"), HasSubstr("poll"),
                    HasSubstr("Under way as the load ended, or ended by a fault on purpose: 3 of batch."),
                    HasSubstr("before_all, make <data>: status 201 in 12 ms."),
                    HasSubstr("after_all, drop: status 500 in 3 ms, failed: status 500.")));
  EXPECT_THAT(written(record, write_markdown),
              AllOf(HasSubstr("| batch | 1,210 | 1,200 | 7 | poll | 1.25 s |"), HasSubstr("- before\\_all, make")));
  EXPECT_THAT(written(record, write_flows_csv),
              AllOf(HasSubstr("name,begun,completed,failed,unfinished,most_failed_at,min_ms"),
                    HasSubstr("\nbatch,1210,1200,7,3,poll,1250,")));
  EXPECT_THAT(written(record, write_html), AllOf(HasSubstr("id=\"flows\""), HasSubstr("make &lt;data&gt;")));
}

TEST(FlowReport, names_steps_after_their_flow) {
  const auto record = with_flows();
  const auto shown = "batch / " + record.request_names[0];
  EXPECT_THAT(console(record), HasSubstr(shown));
  EXPECT_THAT(written(record, write_markdown), HasSubstr(shown));
  EXPECT_THAT(written(record, write_html), HasSubstr(shown));
}

TEST(FlowReport, is_not_there_without_flows) {
  const auto record = passing_record();
  EXPECT_THAT(console(record), Not(HasSubstr("Flows")));
  EXPECT_THAT(written(record, write_html), Not(HasSubstr("id=\"flows\"")));
  const auto has_file = [](const RunRecord& of) {
    const auto files = report_files(record_parts(of));
    return std::any_of(files.begin(), files.end(), [](const auto& file) { return file.name == "flows.csv"; });
  };
  EXPECT_FALSE(has_file(record));
  EXPECT_TRUE(has_file(with_flows()));
}

TEST(FlowReport, holds_thresholds_on_flows) {
  auto record = with_flows();
  const auto of = [&](const std::string& text) {
    return evaluate_thresholds({parse_threshold(text).value()}, record)[0];
  };
  EXPECT_TRUE(of("flow_p95 of batch < 1300ms").ok);
  EXPECT_FALSE(of("flow_p95 of batch < 1200ms").ok);
  EXPECT_NEAR(of("flow_p95 < 1s").actual.value(), 1250, 5);
  EXPECT_EQ(of("failed_flows == 0").actual, 7);
  record.flows[0].is_login = true;
  EXPECT_EQ(of("failed_flows == 0").actual, 0);  // of all, the login is no part
}

TEST(FlowReport, says_that_what_stands_after_the_load_failed) {
  const auto verdict = decide(with_flows(), {});
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_EQ(verdict.reasons.front(), "after_all failed: drop: status 500");
  EXPECT_EQ(decide(passing_record(), {}).exit_code, 0);
}

}  // namespace plimsoll::flow_report_test
