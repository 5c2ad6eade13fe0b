// What a managed target writes: its last lines, secrets redacted, and a bound on the file.

#include "conduct/target/target_log.h"

#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace plimsoll::target_log_test {

using test::TempFolder;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class TargetLogTest : public ::testing::Test {
 protected:
  // As a target writes that holds its file open.
  void append(const std::string& text) { out_ << text << std::flush; }

  static Redaction redaction() {
    Scenario scenario;
    scenario.headers = {{"Authorization", "Bearer open-sesame"}};
    return Redaction(scenario);
  }
  TargetLog log(std::uintmax_t begin = 0, bool is_ours = true) const { return {file_, begin, is_ours, redaction()}; }
  bool has(const std::string& name) const { return std::filesystem::exists(folder_.path() / name); }

  TempFolder folder_;
  std::filesystem::path file_ = folder_.path() / "target.log";
  std::ofstream out_{file_, std::ios::app};
};

TEST_F(TargetLogTest, shows_what_was_written_since_the_target_began) {
  append("of the run before\n");
  const auto begin = std::filesystem::file_size(file_);
  append("loading\n\x1b[31mready\n");
  EXPECT_THAT(log(begin).last_lines(), ElementsAre("loading", "[31mready"));
}

TEST_F(TargetLogTest, shows_no_secret_and_no_part_of_one_where_a_line_is_cut) {
  append("token open-sesame\n" + std::string(495, 'x') + " open-sesame\n");
  const auto lines = log().last_lines();
  ASSERT_THAT(lines, SizeIs(2));
  EXPECT_EQ(lines[0], "token [redacted]");
  EXPECT_THAT(lines, Each(Not(HasSubstr("open"))));
}

TEST_F(TargetLogTest, is_bounded_in_what_it_shows) {
  for (int i = 0; i < 20000; ++i) append("line " + std::to_string(i) + "\n");
  const auto lines = log().last_lines();
  ASSERT_THAT(lines, SizeIs(TargetLog::kLines));
  EXPECT_EQ(lines.back(), "line 19999");
}

TEST_F(TargetLogTest, moves_a_long_file_aside_and_shows_both) {
  auto log = this->log();
  for (int turn = 0; turn < 4; ++turn) {
    append("turn " + std::to_string(turn) + "\n");
    log.rotate_if_long(1);
  }
  append("now\n");
  EXPECT_THAT(log.last_lines(), ElementsAre("turn 3", "now"));
  EXPECT_EQ(folder_.read("target.log"), "now\n");
  EXPECT_EQ(folder_.read("target.log.2"), "turn 2\n");
  EXPECT_FALSE(has("target.log.3"));
}

TEST_F(TargetLogTest, leaves_a_file_alone_that_is_short_or_that_somebody_named) {
  auto ours = log();
  append("a line\n");
  ours.rotate_if_long();
  auto theirs = log(0, false);
  theirs.rotate_if_long(1);
  EXPECT_EQ(folder_.read("target.log"), "a line\n");
  EXPECT_FALSE(has("target.log.1"));
}

}  // namespace plimsoll::target_log_test
