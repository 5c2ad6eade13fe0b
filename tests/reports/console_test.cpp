#include "reports/console.h"
#include "reports/terminal_table.h"
#include "reports/words/text.h"
#include "tests/support/golden.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

namespace plimsoll::console_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string console(const RunRecord& record, ConsoleStyle style = {}) {
  std::ostringstream out;
  write_console(record, style, out);
  return out.str();
}

std::string without_color(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b')
      i = text.find('m', i);
    else
      plain += text[i];
  }
  return plain;
}

// Without alignment and the marks of the thresholds.
std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream in(text);
  for (std::string word; in >> word;)
    if (word != "ok" && word != "FAIL" && word != "✓" && word != "✗") words.push_back(word);
  return words;
}

TEST(Console, looks_as_it_did) {
  expect_golden("passing.console.txt", console(passing_record()));
  expect_golden("leaking.console.txt", console(leaking_record()));
  expect_golden("error.console.txt", console(error_record()));
  expect_golden("leaking.console.color.txt", console(leaking_record(), {true, 80}));
}

TEST(Console, tells_the_first_two_things_to_try_of_what_is_gravest_and_none_of_clean_memory) {
  RunRecord record = leaking_record();
  record.leaks.push_back(record.leaks.front());
  record.leaks.back().pid = 4713;
  const std::string text = console(record);
  EXPECT_EQ(text.find("    try: Look at what predict keeps"), text.find("    try: "));
  std::size_t count = 0;
  for (auto at = text.find("    try: "); at != std::string::npos; at = text.find("    try: ", at + 1)) ++count;
  EXPECT_EQ(count, 2U);
  EXPECT_THAT(console(passing_record()), Not(HasSubstr("    try: ")));
}

TEST(Console, says_why_a_percentile_is_a_dash) {
  RunRecord record = passing_record();
  record.stats.by_request.assign(record.request_names.size(), {});
  for (int i = 0; i < 60; ++i) record.stats.by_request[0].response_time.record(from_seconds(0.01));
  EXPECT_THAT(console(record), HasSubstr("  -: too few requests to know; p99 needs 299.\n"));
  EXPECT_THAT(console(passing_record()), Not(HasSubstr("too few requests to know")));
}

TEST(Console, shows_thresholds_of_a_run_without_anything_to_measure_as_not_judged) {
  EXPECT_THAT(console(unjudged_record()), HasSubstr("  -  failed_requests == 0  not judged: nothing to measure\n"));
}

TEST(Console, begins_with_the_verdict) {
  EXPECT_THAT(console(passing_record()), StartsWith("PASS  credit score soak\n"));
  EXPECT_THAT(console(leaking_record()), StartsWith("LEAK  credit score soak\n"));
  EXPECT_THAT(console(error_record()), StartsWith("ERROR  127.0.0.1:9\n"));
}

TEST(Console, tells_with_the_verdict_that_not_all_may_be_watched) {
  auto record = passing_record();
  record.watch_notes = {"watching port:80: worker 12 is not watched"};
  const auto text = console(record, {false, 200});
  const auto note = text.find("Watching port:80: worker 12 is not watched.");
  ASSERT_NE(note, std::string::npos) << text;
  EXPECT_LT(note, text.find("Response times"));
}

TEST(Console, marks_thresholds_in_plain_words_without_color) {
  const std::string text = console(leaking_record());
  EXPECT_THAT(text, HasSubstr("  FAIL  failed_requests == 0"));
  EXPECT_THAT(text, HasSubstr("  ok    rss_max < 2GiB"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(console(leaking_record(), {true, 100}), HasSubstr("✗"));
}

TEST(Console, says_the_same_with_and_without_color) {
  EXPECT_EQ(words_of(without_color(console(leaking_record(), {true, 160}))),
            words_of(console(leaking_record(), {false, 160})));
}

TEST(Console, stays_within_the_terminal) {
  for (const int width : {60, 72, 80, 100, 160}) {
    std::istringstream lines(console(leaking_record(), {false, width}));
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
  }
}

TEST(Console, keeps_the_figures_where_the_name_is_too_long) {
  EXPECT_THAT(console(leaking_record(), {false, 80}), HasSubstr("…"));
  EXPECT_THAT(console(leaking_record(), {false, 80}), HasSubstr("p99"));
}

TEST(Console, lets_no_escape_sequence_of_the_target_through) {
  EXPECT_THAT(console(leaking_record()), HasSubstr("not HTTP: [31mred"));
}

TEST(Console, says_that_nothing_was_watched) {
  RunRecord record = passing_record();
  record.monitors.clear();
  record.leaks.clear();
  EXPECT_THAT(console(record), HasSubstr("Not watched: --watch"));
}

TEST(Console, ends_long_lists) {
  RunRecord record = leaking_record();
  record.failures.assign(13, {"predict", "status", "500", 1, false, {}});
  record.monitors[0].events.assign(9, {1, "restart", 4713, "again"});
  EXPECT_THAT(console(record), HasSubstr("3 more kinds of failure are in the reports."));
  EXPECT_THAT(console(record), HasSubstr("1 more event in the reports."));
}

TEST(TerminalTable, wraps_at_spaces) {
  EXPECT_THAT(wrapped("one two  three\nfour", 9), ElementsAre("one two", "three", "four"));
  EXPECT_THAT(wrapped("incomprehensible word", 5), ElementsAre("incomprehensible", "word"));
  EXPECT_THAT(wrapped("", 5), ElementsAre(""));
}

TEST(TerminalTable, aligns_by_columns_of_the_screen) {
  TerminalTable table{{{"name", TerminalColumn::Side::left}, {"n"}}, {{{"日本"}, {"1"}}, {{"x"}, {"10"}}}};
  EXPECT_EQ(laid_out(table, {false, 40}), "  name   n\n  日本   1\n  x     10\n");
}

TEST(TerminalTable, drops_the_most_expendable_first) {
  TerminalTable table{
      {{"name", TerminalColumn::Side::left}, {"aaaaaaaa", TerminalColumn::Side::right, 1}, {"bbbbbbbb"}},
      {{{"abcdefghijklmnop"}, {"1"}, {"2"}}}};
  EXPECT_EQ(laid_out(table, {false, 24}), "  name          bbbbbbbb\n  abcdefghijk…         2\n");
  EXPECT_THAT(laid_out(table, {false, 40}), HasSubstr("aaaaaaaa"));
  EXPECT_THAT(columns_left_out(table, {false, 24}), ElementsAre("aaaaaaaa"));
  EXPECT_THAT(columns_left_out(table, {false, 40}), testing::IsEmpty());
}

}  // namespace plimsoll::console_test
