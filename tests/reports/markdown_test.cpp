#include "reports/markdown.h"
#include "tests/support/golden.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

namespace plimsoll::markdown_test {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string markdown(const RunRecord& record) {
  std::ostringstream out;
  write_markdown(record, out);
  return out.str();
}

TEST(Markdown, looks_as_it_did) {
  expect_golden("passing.md", markdown(passing_record()));
  expect_golden("leaking.md", markdown(leaking_record()));
  expect_golden("error.md", markdown(error_record()));
}

TEST(Markdown, marks_no_threshold_that_was_not_judged) {
  EXPECT_THAT(markdown(unjudged_record()),
              HasSubstr("| – | failed\\_requests == 0 | not judged: nothing to measure |"));
}

TEST(Markdown, begins_with_the_verdict) {
  EXPECT_THAT(markdown(passing_record()), StartsWith("## ✅ PASS: credit score soak\n"));
  EXPECT_THAT(markdown(leaking_record()), StartsWith("## ❌ LEAK: credit score soak\n"));
}

TEST(Markdown, shows_the_note_below_the_verdict_and_nothing_without_one) {
  auto record = passing_record();
  record.note = "after <b>the</b> upgrade";
  EXPECT_THAT(markdown(record), StartsWith("## ✅ PASS: credit score soak\n\nafter \\<b\\>the"));
}

TEST(Markdown, says_who_leaks) {
  EXPECT_THAT(markdown(leaking_record()), HasSubstr("gunicorn 4711 + 2 workers: Memory"));
}

TEST(Markdown, tells_what_to_try_next) {
  EXPECT_THAT(markdown(leaking_record()), HasSubstr("**What to try next** for gunicorn 4711"));
  EXPECT_THAT(markdown(leaking_record()),
              HasSubstr(": `memray attach --aggregate --duration 60 -f -o /tmp/leak.bin 471"));
  EXPECT_THAT(markdown(passing_record()), Not(HasSubstr("What to try next")));
}

TEST(Markdown, cannot_be_broken_by_what_the_target_said) {
  const std::string text = markdown(leaking_record());
  EXPECT_THAT(text, HasSubstr("a\\|b"));
  EXPECT_THAT(text, HasSubstr("\\`rm\\`"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(Markdown, ends_long_lists_of_failures) {
  RunRecord record = leaking_record();
  record.failures.assign(25, {"predict", "status", "500", 1, false, {}});
  EXPECT_THAT(markdown(record), HasSubstr("\n5 more kinds of failure are in run.json.\n"));
}

}  // namespace plimsoll::markdown_test
