#include "monitors/processes/hidden_processes.h"
#include "monitors/processes/target_finder.h"
#include "tests/monitors/fake_proc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::hidden_processes_test {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::string kHidden = "overlay / overlay rw 0 0\nproc /proc proc rw,nosuid,hidepid=2,gid=4 0 0\n";

TEST(HidingOption, is_read_from_the_mount_that_lies_on_top) {
  EXPECT_EQ(hiding_option(kHidden), "hidepid=2");
  EXPECT_EQ(hiding_option("proc /proc proc rw,hidepid=invisible 0 0\n"), "hidepid=invisible");
  EXPECT_EQ(hiding_option(kHidden + "proc /proc proc rw 0 0\n"), "");
  EXPECT_EQ(hiding_option("proc /proc proc rw,hidepid=0 0 0\n"), "");
  EXPECT_EQ(hiding_option("proc /mnt/proc proc rw,hidepid=2 0 0\n"), "");
  EXPECT_EQ(hiding_option(""), "");
}

TEST(HiddenProcesses, are_named_where_a_search_finds_nobody) {
  test::FakeProc proc;
  proc.put({.pid = 70});
  proc.listen("0100007F", 5000, 1234);
  const auto by_port = [&] { return find_by_port(5000, proc.root()).error().message; };
  const auto by_name = [&] { return find_by_name("gunicorn", proc.root()).error().message; };
  EXPECT_THAT(by_port(), AllOf(HasSubstr("(the kernel, or a container)"), Not(HasSubstr("hidepid"))));
  EXPECT_THAT(by_name(), Not(HasSubstr("hidepid")));
  proc.write("self/mounts", kHidden);
  EXPECT_EQ(by_port(),
            "port 5000 is listened on by a process of user 1000, and which one may not be seen: /proc hides the "
            "processes of other users (hidepid=2): run plimsoll as the user of the service or as root");
  EXPECT_EQ(by_name(),
            "name:gunicorn: no process that is visible here has that in its name or command line; /proc hides the "
            "processes of other users (hidepid=2): run plimsoll as the user of the service or as root");
  proc.put({.pid = 1, .parent = 0, .command = "init"});  // we see all, or belong to the group that does
  EXPECT_THAT(by_port(), HasSubstr("(the kernel, or a container)"));
  EXPECT_THAT(by_name(), Not(HasSubstr("hidepid")));
}

}  // namespace plimsoll::hidden_processes_test
