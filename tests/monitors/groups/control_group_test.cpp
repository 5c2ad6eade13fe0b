#include "monitors/groups/control_group.h"
#include "tests/monitors/groups/fake_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace plimsoll::control_group_test {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class ControlGroups : public testing::Test {
 protected:
  std::string name_of(const std::string& path) {
    const auto group = find_control_group(path, fake.roots());
    return group ? group->name() : group.error().message;
  }
  std::string own_of(int pid) {
    const auto group = control_group_of_its_own(pid, fake.roots());
    return group ? group->name() : "none";
  }
  std::string mount() { return fake.roots().cgroup.string(); }

  test::FakeGroups fake;
};

TEST_F(ControlGroups, of_version_2_are_found_however_their_path_is_written) {
  fake.version_2("pod/app");
  for (const std::string path : {"/pod/app", "pod/app", "pod/./app/"}) EXPECT_EQ(name_of(path), "/pod/app") << path;
  EXPECT_EQ(name_of(mount() + "/pod/app"), "/pod/app");
  EXPECT_EQ(find_control_group("/pod/app", fake.roots())->version, 2);
}

TEST_F(ControlGroups, of_version_1_are_found_in_the_hierarchy_of_memory) {
  fake.version_1("docker/app");
  for (const std::string path : {"/docker/app", "memory/docker/app", "cpuacct/docker/app"})
    EXPECT_EQ(name_of(path), "/docker/app") << path;
  EXPECT_EQ(name_of(mount() + "/memory/docker/app"), "/docker/app");
  const auto group = find_control_group("/docker/app", fake.roots());
  EXPECT_EQ(group->version, 1);
  EXPECT_EQ(group->folder(), fake.roots().cgroup / "memory/docker/app");
  EXPECT_EQ(group->cpu_usage_folder, fake.roots().cgroup / "cpuacct/docker/app");
}

TEST_F(ControlGroups, of_a_mixture_are_those_that_account_for_memory) {
  fake.version_1("app");
  fake.write("unified/app/cgroup.procs", "");
  EXPECT_EQ(find_control_group("app", fake.roots())->version, 1);
  fake.process(70, "4:memory:/app\n2:cpuacct:/\n0::/\n");
  EXPECT_EQ(control_group_of(70, fake.roots())->name(), "/app");
}

TEST_F(ControlGroups, that_are_not_there_are_told_with_those_that_are) {
  fake.version_2("pod/one");
  fake.version_2("pod/two");
  EXPECT_THAT(name_of("/pod/three"),
              AllOf(HasSubstr("cgroup:/pod/three: there is no control group"), HasSubstr("there are: one, two")));
  EXPECT_THAT(name_of("/nowhere/at/all"), HasSubstr("there are: pod"));
  EXPECT_THAT(name_of("../etc"), HasSubstr("without .."));
}

TEST_F(ControlGroups, that_are_none_or_do_not_account_for_memory_are_refused) {
  fake.write("cgroup.procs", "1\n");
  fake.write("folder/file", "");
  fake.write("idle/cgroup.procs", "");
  EXPECT_THAT(name_of("/folder"), HasSubstr("is no control group: it has no cgroup.procs"));
  EXPECT_THAT(name_of("/idle"), HasSubstr("enable the memory controller"));
}

TEST_F(ControlGroups, that_may_not_be_read_say_so) {
  if (geteuid() != 0) GTEST_SKIP() << "only root can give up what root may";
  fake.version_2("app");
  namespace fs = std::filesystem;
  fs::permissions(fake.folder.path(), fs::perms::group_exec | fs::perms::others_exec | fs::perms::owner_all);
  fs::permissions(fake.roots().cgroup / "app/memory.current", fs::perms::owner_read);
  ASSERT_EQ(seteuid(65534), 0);
  const auto message = name_of("/app");
  ASSERT_EQ(seteuid(0), 0);
  EXPECT_THAT(message, HasSubstr("may not be read: run plimsoll as root"));
}

TEST_F(ControlGroups, of_a_service_alone_are_told_from_shared_ones) {
  for (const std::string path :
       {"", "/user.slice", "/user.slice/session-4.scope", "/system.slice/app.service", "/ours"})
    fake.version_2(path.empty() ? "." : path.substr(1));
  fake.process(getpid(), "0::/ours\n");
  fake.process(70, "0::/system.slice/app.service\n");
  EXPECT_EQ(own_of(70), "/system.slice/app.service");
  for (const std::string path : {"/", "/user.slice", "/user.slice/session-4.scope", "/ours", "/gone"}) {
    fake.process(70, "0::" + path + "\n");
    EXPECT_EQ(own_of(70), "none") << path;
  }
}

TEST_F(ControlGroups, hold_their_processes_and_those_of_the_groups_below) {
  fake.version_2("app", "70\n71\n0\n");
  fake.version_2("app/below", "72\n");
  const auto group = find_control_group("app", fake.roots());
  EXPECT_THAT(*processes_of(*group, 10), ElementsAre(70, 71, 72));
  EXPECT_EQ(processes_of(*group, 2)->size(), 2u);
  fake.remove("app");
  EXPECT_TRUE(processes_of(*group, 10)->empty());
}

}  // namespace plimsoll::control_group_test
