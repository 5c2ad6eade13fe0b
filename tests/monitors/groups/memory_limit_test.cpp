#include "monitors/groups/memory_limit.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace plimsoll::memory_limit_test {

class FakeGroups : public testing::Test {
 protected:
  FakeGroups() { folder.write("proc/meminfo", "MemTotal:       16000 kB\nMemFree:  1 kB\nMemAvailable: 12000 kB\n"); }

  void process(int pid, int parent, int anon_kib, int swap_kib) const {
    const auto at = "proc/" + std::to_string(pid) + "/";
    folder.write(at + "stat", std::to_string(pid) + " (python) S " + std::to_string(parent) + " 1 1 0\n");
    folder.write(at + "status", "VmRSS:\t9000 kB\nRssAnon:\t" + std::to_string(anon_kib) + " kB\nVmSwap:\t" +
                                    std::to_string(swap_kib) + " kB\n");
  }

  void belongs_to(const std::string& groups) { folder.write("proc/70/cgroup", groups); }
  void limit(const std::string& file, const std::string& text) { folder.write("cgroup/" + file, text); }
  std::pair<std::uint64_t, std::string> found() {
    const auto limit = memory_limit(70, {folder.path() / "proc", folder.path() / "cgroup"});
    return limit ? std::pair(limit->bytes, limit->source) : std::pair(std::uint64_t{0}, std::string("none"));
  }

  const std::pair<std::uint64_t, std::string> machine{12000 * 1024, "what it has and the machine has free"};
  test::TempFolder folder;
};

TEST_F(FakeGroups, without_a_limit_leave_what_the_machine_has_free) {
  EXPECT_EQ(found(), machine);
  belongs_to("0::/app\n");
  EXPECT_EQ(found(), machine);
  limit("app/memory.max", "max\n");
  EXPECT_EQ(found(), machine);
  limit("app/memory.max", "99999999999\n");  // more than the machine has
  EXPECT_EQ(found(), machine);
}

TEST_F(FakeGroups, of_version_2_limit_by_the_least_on_the_way_up) {
  belongs_to("0::/pod/app\n");
  limit("pod/app/memory.max", "8388608\n");
  EXPECT_EQ(found(), std::pair(std::uint64_t{8388608}, std::string("cgroup limit")));
  limit("pod/memory.max", "4194304\n");
  EXPECT_EQ(found().first, 4194304U);
}

TEST_F(FakeGroups, of_a_container_limit_by_the_group_at_the_top_of_what_it_sees) {
  belongs_to("0::/system.slice/docker-abc.scope\n");
  limit("memory.max", "4194304\n");
  EXPECT_EQ(found().first, 4194304U);
  belongs_to("0::/../other\n");
  EXPECT_EQ(found().first, 4194304U);
}

TEST_F(FakeGroups, of_version_1_limit_by_the_memory_controller) {
  belongs_to("5:cpu,cpuacct:/app\n4:hugetlb,memory:/docker/app\n0::/\n");
  limit("memory/docker/app/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(found(), machine);
  limit("memory/docker/memory.limit_in_bytes", "4194304\n");
  EXPECT_EQ(found(), std::pair(std::uint64_t{4194304}, std::string("cgroup limit")));
}

TEST_F(FakeGroups, of_a_container_limit_where_its_processes_are) {
  const ControlGroup scope{2, folder.path() / "cgroup", "libpod-abc.scope"};
  const auto limited = [&] { return memory_limit(scope, {folder.path() / "proc", folder.path() / "cgroup"})->bytes; };
  limit("libpod-abc.scope/cgroup.procs", "");
  limit("libpod-abc.scope/memory.max", "max\n");
  limit("libpod-abc.scope/container/cgroup.procs", "70\n");
  limit("libpod-abc.scope/container/memory.max", "4194304\n");
  EXPECT_EQ(limited(), 4194304U);
  limit("libpod-abc.scope/other/cgroup.procs", "71\n");
  EXPECT_EQ(limited(), machine.first) << "the limit of one part is not that of the whole";
}

TEST_F(FakeGroups, of_a_machine_that_others_fill_count_what_the_service_has_and_what_is_free) {
  process(70, 1, 1000, 100);
  process(71, 70, 500, 0);
  process(72, 1, 7000, 0);
  EXPECT_EQ(found().first, (12000 + 1600) * 1024U);
  process(71, 70, 5000, 0);
  EXPECT_EQ(found().first, 16000 * 1024U) << "no more than there is";
  folder.write("proc/meminfo", "MemTotal: 16000 kB\n");  // Linux before 3.14
  EXPECT_EQ(found().first, 16000 * 1024U);
}

TEST_F(FakeGroups, of_a_machine_that_others_fill_count_what_the_group_has) {
  limit("cgroup.procs", "");
  limit("app/cgroup.procs", "");
  limit("app/memory.current", "1024000\n");
  const CgroupRoots roots{folder.path() / "proc", folder.path() / "cgroup"};
  EXPECT_EQ(memory_limit(*find_control_group("/app", roots), roots)->bytes, 13000 * 1024U);
}

TEST_F(FakeGroups, unreadable_leave_nothing_to_say) {
  EXPECT_FALSE(memory_limit(70, {folder.path() / "nowhere", folder.path() / "cgroup"}));
}

TEST(MemoryLimit, of_this_process_is_above_what_it_uses) {
  const auto limit = memory_limit(getpid());
  ASSERT_TRUE(limit);
  EXPECT_GT(limit->bytes, 16U << 20);
}

}  // namespace plimsoll::memory_limit_test
