#include "monitors/processes/shared_file_opens.h"

#include "tests/monitors/puppet.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace plimsoll::shared_file_opens_test {

TEST(SharedFileOpens, tell_who_wrote_a_file_and_closed_it_at_once) {
  auto opens = SharedFileOpens::begin("/dev/shm");
  if (!opens) GTEST_SKIP() << "needs root, and a tmpfs at /dev/shm";
  test::Puppet writer([](test::Stage& stage) {
    stage.await_cue();
    std::string name = "/dev/shm/plimsoll_test_XXXXXX";
    const int file = mkstemp(name.data());
    struct stat info {};
    if (file < 0 || fstat(file, &info) != 0) _exit(1);
    close(file);
    unlink(name.c_str());
    stage.answer(std::to_string(info.st_ino));
    stage.await_cue();
  });
  const auto inode = std::stoull(writer.ask("write"));
  EXPECT_THAT(opens->take(), testing::Contains(testing::AllOf(testing::Field(&SharedFileOpen::pid, writer.pid()),
                                                              testing::Field(&SharedFileOpen::inode, inode))));
}

TEST(SharedFileOpens, are_told_of_no_other_file_system) { EXPECT_FALSE(SharedFileOpens::begin("/proc")); }

}  // namespace plimsoll::shared_file_opens_test
