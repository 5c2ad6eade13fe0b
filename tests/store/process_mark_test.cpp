// Which process writes a run, and whether it is still there.

#include "store/process_mark.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>

namespace plimsoll::process_mark_test {

TEST(ProcessMark, is_of_this_process) {
  EXPECT_TRUE(is_alive(mark_of_this_process()));
  EXPECT_FALSE(is_alive(""));
  EXPECT_FALSE(is_alive("of another boot"));
  EXPECT_FALSE(is_alive(mark_of_this_process() + "0")) << "another process of the same pid";
}

TEST(ProcessMark, is_of_none_that_has_ended_though_its_parent_has_not_asked) {
  int pipe_ends[2];
  ASSERT_EQ(pipe(pipe_ends), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto mark = mark_of_this_process();
    const auto written = write(pipe_ends[1], mark.data(), mark.size());
    _exit(written > 0 ? 0 : 1);
  }
  close(pipe_ends[1]);
  char buffer[256];
  const auto size = read(pipe_ends[0], buffer, sizeof buffer);
  close(pipe_ends[0]);
  ASSERT_GT(size, 0);
  siginfo_t ended{};
  waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
  EXPECT_FALSE(is_alive(std::string(buffer, static_cast<std::size_t>(size))));
  waitpid(child, nullptr, 0);
}

}  // namespace plimsoll::process_mark_test
