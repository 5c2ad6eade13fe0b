#include "core/machine/shell_command.h"

#include "tests/support/child_process.h"

#include <gtest/gtest.h>

#include <csignal>
#include <string>

namespace plimsoll::shell_command_test {

using namespace std::chrono_literals;
using End = ShellOutcome::End;

ShellOutcome run(const std::string& line, Nanos patience = 30s) {
  ShellCommand command{line};
  command.patience = patience;
  command.keeps_output = true;
  return run_shell_command(command).value();
}

TEST(ShellCommand, keeps_what_it_prints_apart_from_what_it_complains_of) {
  const auto outcome = run("echo out; echo err >&2");
  EXPECT_TRUE(outcome.is_success());
  EXPECT_EQ(outcome.output, "out\n");
  EXPECT_EQ(outcome.errors, "err\n");
}

TEST(ShellCommand, says_how_it_ended) {
  EXPECT_EQ(run("exit 3").words(), "exited 3");
  EXPECT_FALSE(run("exit 3").is_success());
  EXPECT_EQ(run("kill -9 $$").words(), "was killed by signal 9");
}

TEST(ShellCommand, is_killed_with_all_that_it_started_when_its_time_is_over) {
  const auto outcome = run("echo $$; sleep 1000", 200ms);
  EXPECT_EQ(outcome.end, End::late);
  EXPECT_EQ(outcome.words(), "did not end within 200 ms");
  const int group = std::stoi(outcome.output);
  EXPECT_TRUE(test::eventually([&] { return kill(-group, 0) != 0; }));  // once who inherits them has looked
}

TEST(ShellCommand, is_killed_once_it_is_not_wanted) {
  ShellCommand command{"sleep 1000"};
  command.patience = 1h;
  command.is_unwanted = [] { return true; };
  EXPECT_EQ(run_shell_command(command).value().end, End::unwanted);
}

TEST(ShellCommand, reads_its_input_and_has_the_environment_that_it_is_given) {
  ShellCommand command{"cat; echo $NAME"};
  command.environment = {"NAME=value", "PATH=/usr/bin:/bin"};
  command.input = "text\n";
  command.keeps_output = true;
  EXPECT_EQ(run_shell_command(command).value().output, "text\nvalue\n");
}

TEST(ShellCommand, keeps_no_more_than_it_may) {
  const auto outcome =
      run("head -c 300000 /dev/zero | tr '\\0' x; head -c 300000 /dev/zero | tr '\\0' y >&2; echo end >&2");
  EXPECT_EQ(outcome.output.size(), 64u << 10);
  EXPECT_EQ(outcome.errors.size(), 4u << 10);
  EXPECT_TRUE(outcome.errors.ends_with("yend\n"));
}

TEST(ShellCommand, does_not_wait_for_what_it_leaves_behind) {
  const auto outcome = run("sleep 5 & echo done", 60s);
  EXPECT_EQ(outcome.output, "done\n");
  EXPECT_TRUE(outcome.is_success());
}

}  // namespace plimsoll::shell_command_test
