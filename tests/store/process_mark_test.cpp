// Which process writes a run, and whether it is still there.

#include "store/process_mark.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace plimsoll::process_mark_test {

std::vector<std::string> words_of(const std::string& mark) {
  std::istringstream text(mark);
  return {std::istream_iterator<std::string>(text), {}};
}

TEST(ProcessMark, is_of_this_process) {
  const auto mark = mark_of_this_process();
  EXPECT_EQ(presence_of(mark), Presence::there);
  EXPECT_EQ(presence_of(mark + " of a scheduler"), Presence::there) << "what stands behind it is nobody's";
  EXPECT_EQ(presence_of(""), Presence::gone);
  EXPECT_EQ(presence_of("of another boot"), Presence::gone);
  const auto words = words_of(mark);
  ASSERT_EQ(words.size(), 4U) << mark;
  EXPECT_EQ(presence_of(words[0] + " " + words[1] + " " + words[2] + "0 " + words[3]), Presence::gone)
      << "another process of the same pid";
  EXPECT_EQ(presence_of(words[0] + " " + words[1] + " " + words[2]), Presence::there) << "as older versions wrote it";
}

// Two containers on one store do not see each other's processes.
TEST(ProcessMark, of_another_container_tells_nothing) {
  const auto words = words_of(mark_of_this_process());
  EXPECT_EQ(presence_of(words[0] + " 1 17 pid:[1]"), Presence::elsewhere);
  EXPECT_EQ(presence_of("another-boot 1 17 pid:[1]"), Presence::gone);
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
  EXPECT_EQ(presence_of(std::string(buffer, static_cast<std::size_t>(size))), Presence::gone);
  waitpid(child, nullptr, 0);
}

}  // namespace plimsoll::process_mark_test
