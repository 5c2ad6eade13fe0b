#include "reports/junit.h"
#include "tests/support/golden.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace plimsoll::junit_test {

using ::testing::HasSubstr;
using ::testing::Not;

std::string junit(const RunRecord& record) {
  std::ostringstream out;
  write_junit(record, out);
  return out.str();
}

TEST(Junit, looks_as_it_did) {
  expect_golden("passing.junit.xml", junit(passing_record()));
  expect_golden("leaking.junit.xml", junit(leaking_record()));
  expect_golden("error.junit.xml", junit(error_record()));
}

TEST(Junit, has_a_case_for_each_threshold_for_leak_and_for_measurement) {
  const std::string text = junit(passing_record());
  EXPECT_THAT(text, HasSubstr("tests=\"6\" failures=\"0\" errors=\"0\" skipped=\"0\""));
  EXPECT_THAT(text, HasSubstr("name=\"p99 &lt; 250ms\""));
  EXPECT_THAT(text, HasSubstr("name=\"leak\""));
  EXPECT_THAT(text, HasSubstr("name=\"measurement\""));
}

TEST(Junit, skips_a_threshold_that_was_not_judged) {
  EXPECT_THAT(junit(unjudged_record()),
              HasSubstr("<skipped message=\"failed_requests == 0 was not judged: nothing to measure\"/>"));
}

TEST(Junit, fails_what_failed) {
  const std::string text = junit(leaking_record());
  EXPECT_THAT(text, HasSubstr("tests=\"6\" failures=\"4\" errors=\"0\""));
  EXPECT_THAT(text, HasSubstr("<failure message=\"failed_requests == 0 failed: 6\">"));
}

TEST(Junit, tells_which_failures_a_failed_threshold_counts) {
  RunRecord record = leaking_record();
  record.failures = {{"predict", "check", "the body differs from row 17 of a.jsonl at $.y", 5, false, {}},
                     {"predict", "status", "case \"null\": status 500, expected 400", 2, false, {}},
                     {"warm", "check", "came too early", 1, true, {}}};
  record.failures[0].examples = {
      {1.0, "POST /", "row 17: $.y expected 1, got 2\n$.z expected 3, got 4\n\nstatus 200\n{}"}};
  EXPECT_THAT(junit(record),
              HasSubstr("<failure message=\"failed_requests == 0 failed: 6\">failed_requests == 0 failed: 6\n"
                        "5  predict, check: the body differs from row 17 of a.jsonl at $.y\n"
                        "  row 17: $.y expected 1, got 2\n  $.z expected 3, got 4</failure>"));
  EXPECT_THAT(junit(record), Not(HasSubstr("came too early")));
}

TEST(Junit, an_invalid_measurement_is_an_error_not_a_failure) {
  RunRecord record = passing_record();
  record.measurement.valid = false;
  record.measurement.reasons = {"the generator was busy"};
  EXPECT_THAT(junit(record), HasSubstr("failures=\"0\" errors=\"1\""));
  EXPECT_THAT(junit(record), HasSubstr("<error message=\"the generator was busy\">"));
}

TEST(Junit, a_run_that_did_not_end_is_an_error) {
  EXPECT_THAT(junit(error_record()), HasSubstr("errors=\"1\""));
  EXPECT_THAT(junit(error_record()), HasSubstr("ModuleNotFoundError"));
}

TEST(Junit, skips_a_leak_that_could_not_be_judged) {
  RunRecord record = passing_record();
  record.leaks[0].verdict.verdict = Verdict::inconclusive;
  record.leaks[0].verdict.explanation = "Too short to judge.";
  EXPECT_THAT(junit(record), HasSubstr("skipped=\"1\""));
  EXPECT_THAT(junit(record), HasSubstr("Too short to judge."));
  record.leaks.clear();
  EXPECT_THAT(junit(record), HasSubstr("<skipped message=\"not judged\"/>"));
  record.monitors.clear();
  EXPECT_THAT(junit(record), HasSubstr("<skipped message=\"nothing was watched\"/>"));
}

TEST(Junit, fails_a_monitor_where_only_a_later_series_leaks) {
  RunRecord record = passing_record();
  record.leaks.push_back(leaking_record().leaks[0]);
  EXPECT_THAT(junit(record), HasSubstr("failures=\"1\""));
  EXPECT_THAT(junit(record), HasSubstr("<failure message=\"anon_bytes, leaking: gunicorn"));
}

TEST(Junit, stays_xml_whatever_the_target_said) {
  RunRecord record = leaking_record();
  record.name = "a<b>&\"c\" \x01\x1b \xff";
  record.measurement.notes = {std::string("nul \0 byte", 10)};
  const std::string text = junit(record);
  for (const char c : text) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << static_cast<int>(c);
  EXPECT_THAT(text, HasSubstr("a&lt;b&gt;&amp;&quot;c&quot;"));
  EXPECT_THAT(text, Not(HasSubstr("\xff")));
}

}  // namespace plimsoll::junit_test
