
#include "reports/html/report.h"

#include "record/unfinished_run.h"
#include "tests/page/sample_runs.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace plimsoll::html_report_test {

using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

std::string page_of(const RunRecord& record) {
  std::ostringstream out;
  write_html(record, out);
  return out.str();
}

// What the page says, without its script and styles.
std::string body_of(const RunRecord& record) {
  const std::string page = page_of(record);
  const auto from = page.find("<body");
  return page.substr(from, page.rfind("<script>") - from);
}

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

TEST(HtmlReport, says_the_verdict_first_and_why) {
  const std::string body = body_of(leaking_run());
  EXPECT_THAT(body,
              HasSubstr("<h1 id=\"verdict-title\">Memory leaks: 3.93\u00a0KiB a request, the limit of 2.00\u00a0GiB is "
                        "reached in 1\u00a0h 35\u00a0min.</h1>"));
  const auto why = body.find("gunicorn 4711 + 2 workers: Memory rose steadily");
  ASSERT_NE(why, std::string::npos);
  EXPECT_LT(why, body.find("Requests</dt>"));
  EXPECT_LT(why, body.find("<section"));
}

TEST(HtmlReport, puts_first_what_the_verdict_is_about) {
  const std::string leaking = body_of(leaking_run());
  EXPECT_LT(leaking.find("<section id=\"memory\""), leaking.find("<section id=\"thresholds\""));
  const std::string healthy = body_of(healthy_run());
  EXPECT_LT(healthy.find("<section id=\"thresholds\""), healthy.find("<section id=\"memory\""));
  const std::string died = body_of(died_run());
  EXPECT_LT(died.find("<section id=\"log\""), died.find("<section id=\"thresholds\""));
}

TEST(HtmlReport, has_a_sentence_for_every_outcome) {
  RunRecord record = healthy_run();
  EXPECT_THAT(body_of(record), HasSubstr("All thresholds held, and memory is clean."));
  EXPECT_THAT(body_of(failing_run()), HasSubstr("2 of 4 thresholds failed."));
  EXPECT_THAT(body_of(died_run()), HasSubstr("The target went away."));
  EXPECT_THAT(body_of(error_record()), HasSubstr("The target was not available."));
  record.verdict = {RunOutcome::invalid, 3, {"The measurement is invalid: no processor was left."}};
  record.measurement.valid = false;
  EXPECT_THAT(body_of(record), HasSubstr("Not valid: the load generator was the bottleneck."));
  record.measurement.checks = {{MeasurementSubject::requests, MeasurementState::invalid}};
  EXPECT_THAT(body_of(record), HasSubstr("Not valid: nothing was measured."));
  record.verdict = {RunOutcome::interrupted, 130, {"Interrupted after 5 s."}};
  EXPECT_THAT(body_of(record), HasSubstr("Interrupted before its end."));
  record.verdict = {RunOutcome::error, 70, {"The disk is full."}};
  EXPECT_THAT(body_of(record), HasSubstr("The run broke off."));
}

// As the dashboard has it of a run that cannot be asked.
TEST(HtmlReport, says_of_a_run_that_nobody_judged_that_it_goes_on) {
  RunRecord record = healthy_run();
  record.target_log_tail = {"ready"};
  mark_unfinished(record, UnfinishedRun::goes_on);
  const auto live = report_body(record, RunStage::goes_on).html;
  EXPECT_THAT(live, AllOf(HasSubstr(">RUNNING<"), HasSubstr("not judged"), HasSubstr(">The run goes on: "),
                          HasSubstr(" so far")));
  EXPECT_THAT(live, Not(AnyOf(HasSubstr("broke off"), HasSubstr("exit code"), HasSubstr("ended by an error"))));
  EXPECT_GT(live.find("<section id=\"log\""), live.find("<section id=\"thresholds\""));
  mark_unfinished(record, UnfinishedRun::cut_off);
  EXPECT_THAT(body_of(record), AllOf(HasSubstr(">CUT OFF<"), HasSubstr("The run broke off."), HasSubstr(", cut off")));
}

TEST(HtmlReport, has_every_section_of_a_full_run_and_its_place_in_the_contents) {
  RunRecord record = leaking_run();
  record.target_log_tail = {"Killed"};
  const std::string body = body_of(record);
  for (const std::string id : {"thresholds", "times", "timeline", "memory", "distribution", "failures", "log",
                               "connections", "measurement", "scenario"}) {
    EXPECT_EQ(count_of(body, "<section id=\"" + id + "\""), 1U) << id;
    EXPECT_EQ(count_of(body, "<a href=\"#" + id + "\""), 1U) << id;
  }
  for (const std::string chart : {"throughput", "percentiles", "users", "memory", "load", "histogram"})
    EXPECT_EQ(count_of(body, "data-chart=\"" + chart + "\""), 1U) << chart;
  EXPECT_EQ(count_of(body, "data-chart=\"further\""), 3U);
}

TEST(HtmlReport, shows_what_was_sent_late_where_something_was) {
  EXPECT_THAT(body_of(failing_run()), HasSubstr("4 requests sent later than due; 2 not sent"));
  EXPECT_EQ(count_of(body_of(failing_run()), "data-chart=\"saturation\""), 1U);
  EXPECT_EQ(count_of(body_of(healthy_run()), "data-chart=\"saturation\""), 0U);
}

TEST(HtmlReport, shows_a_percentile_out_of_reach_as_such_and_why) {
  const std::string body = body_of(failing_run());
  EXPECT_THAT(body, HasSubstr("<td class=\"unsupported\"><span title=\"needs 2995 requests, has "));
  EXPECT_THAT(body, HasSubstr("p99.9 needs 2995 requests, has "));
  EXPECT_THAT(body, HasSubstr("judged on the nearest rank"));
  EXPECT_THAT(body_of(healthy_run()), Not(HasSubstr("class=\"unsupported\"><span title=\"needs 2995")));
}

TEST(HtmlReport, tells_between_which_values_a_percentile_lies) {
  const std::string body = body_of(leaking_run());
  EXPECT_THAT(body, HasSubstr("<summary>How sure each percentile is</summary>"));
  EXPECT_GT(count_of(body, "title=\"95 %: "), 5U);
}

TEST(HtmlReport, neither_holds_nor_fails_what_was_not_judged) {
  const std::string body = body_of(unjudged_record());
  EXPECT_THAT(body, HasSubstr("not judged</span>"));
  EXPECT_THAT(body, Not(HasSubstr("holds</span>")));
}

TEST(HtmlReport, tells_what_each_process_held) {
  const std::string body = body_of(leaking_run());
  EXPECT_THAT(body, HasSubstr("Figures of each process"));
  EXPECT_THAT(body, HasSubstr("4711 main"));
  EXPECT_THAT(body, HasSubstr("7.75 s"));  // of CPU, used while it was watched
}

TEST(HtmlReport, escapes_whatever_comes_from_outside) {
  const std::string body = body_of(hostile_run());
  EXPECT_EQ(count_of(body, "<script>"), 0U);
  EXPECT_EQ(count_of(body, "<img"), 0U);
  EXPECT_EQ(count_of(body, "</script>"), 1U);  // the data's own end
  EXPECT_GT(count_of(body, "&lt;/script&gt;&lt;script&gt;"), 15U);
}

TEST(HtmlReport, lets_nothing_in_from_outside) {
  const std::string page = page_of(leaking_run());
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
  for (const std::string way : {"<link", "src=\"", "@import", "<iframe", "<base", "<form"})
    EXPECT_EQ(count_of(page, way), 0U) << way;
}

TEST(HtmlReport, shows_failures_with_their_examples_and_those_of_the_warm_up_last) {
  const std::string body = body_of(failing_run());
  EXPECT_THAT(body, HasSubstr("expected status 200, got 503"));
  EXPECT_THAT(body, HasSubstr("2 examples"));
  EXPECT_THAT(body, HasSubstr("{&quot;error&quot;: &quot;model is loading&quot;}"));
  EXPECT_THAT(body, HasSubstr("nothing came"));
  EXPECT_LT(body.find("no answer within 2 s"), body.find("in the warm-up</small>"));
}

TEST(HtmlReport, tells_what_limits_the_measurement) {
  const std::string body = body_of(failing_run());
  const auto told = body.find("TLS certificates were not verified");
  EXPECT_LT(told, body.find("Requests</dt>"));  // above the figures that it limits
  EXPECT_NE(body.find("TLS certificates were not verified", told + 1), std::string::npos);
}

TEST(HtmlReport, shows_the_last_lines_of_a_target_that_died) {
  const std::string body = body_of(died_run());
  EXPECT_THAT(body, HasSubstr("Perhaps out of memory?"));
  EXPECT_THAT(body, HasSubstr("The target died after 41 s"));
}

TEST(HtmlReport, of_a_record_with_nothing_in_it_is_a_whole_page) {
  const std::string page = page_of(empty_run());
  EXPECT_THAT(page, testing::EndsWith("</html>\n"));
  EXPECT_THAT(page, HasSubstr("None: no request was finished."));
  EXPECT_THAT(page, Not(HasSubstr("data-chart=\"throughput\"")));
}

TEST(HtmlReport, writes_the_records_of_the_other_writers) {
  for (const auto& record : {passing_record(), leaking_record(), error_record()}) {
    const std::string page = page_of(record);
    EXPECT_THAT(page, testing::EndsWith("</html>\n"));
    EXPECT_EQ(count_of(page, "<h1"), 1U);
  }
}

TEST(HtmlReport, shows_the_load_beneath_the_memory_where_there_was_one) {
  EXPECT_EQ(count_of(body_of(leaking_run()), "data-chart=\"load\""), 1U);
  RunRecord record = leaking_run();
  record.timeline.clear();
  EXPECT_EQ(count_of(body_of(record), "data-chart=\"load\""), 0U);
}

TEST(HtmlReport, shows_each_process_and_the_same_as_a_table) {
  const std::string body = body_of(crowded_run());
  EXPECT_EQ(count_of(body, "data-chart=\"processes\""), 1U);
  EXPECT_THAT(body, HasSubstr("Process 4715 grew most, by "));
  EXPECT_THAT(body, HasSubstr("<th scope=\"row\" class=\"text\">5 others</th>"));
  EXPECT_EQ(count_of(body_of(leaking_run()), "data-chart=\"processes\""), 0U);
}

TEST(HtmlReport, shows_judged_figures_with_their_verdict_and_folds_the_others) {
  const std::string body = body_of(crowded_run());
  EXPECT_THAT(body, HasSubstr("<h3>Memory of the control group</h3>"));
  const auto fold = body.find("2 further figures, not judged");
  ASSERT_NE(fold, std::string::npos);
  EXPECT_LT(body.find("data-series=\"cgroup_bytes\""), fold);
  EXPECT_GT(body.find("data-series=\"cgroup_file_bytes\""), fold);
  EXPECT_GT(body.find("<h3>nv_queue_&lt;depth&gt;</h3>"), fold);
}

TEST(HtmlReport, tells_what_to_try_next_and_what_each_request_keeps) {
  const std::string body = body_of(leaking_run());
  EXPECT_THAT(body, HasSubstr("<h3>What to try next</h3>"));
  EXPECT_THAT(body, HasSubstr("<code>memray attach --aggregate "));
  EXPECT_THAT(body, HasSubstr("What each type of request keeps"));
  EXPECT_THAT(body_of(crowded_run()), HasSubstr("<p class=\"statement\">The growth follows the requests"));
  EXPECT_THAT(body_of(healthy_run()), Not(HasSubstr("What each type of request keeps")));
}

TEST(HtmlReport, tells_what_to_try_of_what_leaks_beside_the_memory) {
  RunRecord record = crowded_run();
  EXPECT_THAT(body_of(record), Not(HasSubstr("What to try next: open file descriptors")));
  record.leaks[1].verdict.verdict = Verdict::leaking;
  const std::string body = body_of(record);
  EXPECT_THAT(body, HasSubstr("<h3>What to try next: open file descriptors</h3>"));
  EXPECT_THAT(body, HasSubstr("/proc/4715/fd"));
}

TEST(HtmlReport, gives_the_same_bytes_for_the_same_record) {
  for (const auto& [name, record] : sample_runs()) EXPECT_EQ(page_of(record), page_of(record)) << name;
}

// As full as a sampler leaves it: every series and the rows at their capacity.
RunRecord week_long_run() {
  RunRecord record = hour_long_run();
  MonitorRecord& monitor = record.monitors.front();
  for (int i = 0; i < 60; ++i) {
    TimeSeries series("metric_" + std::to_string(i) + "_bytes", "bytes");
    for (int t = 0; t < 8191; ++t) series.add(74.0 * t, 123456789.0 + 1234.5 * ((7 * t + i) % 1001));
    if (i % 2 == 0) monitor.judged_beside.push_back({series.name(), series.unit()});
    monitor.series.push_back(std::move(series));
  }
  for (int i = 0; i < 32768; ++i) {
    MemoryRow row;
    row.t_s = 148.0 * (i / 8);
    row.pid = 4711 + i % 8 + i / 4096;
    row.life = static_cast<std::uint64_t>(row.pid);
    row.anon_bytes = 123456789.0 + 4096 * (i % 977);
    monitor.rows.push_back(std::move(row));
  }
  return record;
}

TEST(HtmlReport, of_a_week_has_an_end_and_says_what_is_behind_it) {
  const RunRecord record = week_long_run();
  const std::string body = body_of(record);
  EXPECT_LT(page_of(record).size(), 800'000U);
  EXPECT_THAT(body, HasSubstr("more figures in run.json."));
}

TEST(HtmlReport, of_an_hour_stays_a_small_file) {
  EXPECT_LT(page_of(empty_run()).size(), 120'000U);
  EXPECT_LT(page_of(hour_long_run()).size(), 320'000U);
}

}  // namespace plimsoll::html_report_test
