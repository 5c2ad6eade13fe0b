#include "monitors/groups/cgroup_probe.h"
#include "tests/monitors/groups/fake_groups.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace plimsoll::cgroup_probe_test {

using namespace std::chrono_literals;
using Kind = ProcessEvent::Kind;
using Memory = CgroupProbe::Memory;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

struct Groups : test::FakeGroups {
  ControlGroup group(const std::string& path) const { return *find_control_group(path, roots()); }
};

std::map<std::string, double> values_of(const ProbeReading& reading) {
  std::map<std::string, double> values;
  for (const auto& value : reading.values) values[value.name] = value.value;
  return values;
}

std::vector<std::string> judged_of(const ProbeReading& reading) {
  std::vector<std::string> names;
  for (const auto& value : reading.values)
    if (value.judged) names.push_back(value.name);
  return names;
}

std::vector<std::pair<Kind, std::string>> told(const ProbeReading& reading) {
  std::vector<std::pair<Kind, std::string>> told;
  for (const auto& event : reading.events) told.emplace_back(event.kind, event.message);
  return told;
}

TEST(CgroupProbe, of_version_2_shows_every_kind_of_memory_and_judges_what_is_not_page_cache) {
  Groups groups;
  groups.version_2("app");
  CgroupProbe probe(groups.group("app"), Memory::judged, groups.roots());
  const auto first = probe.read({Instant{} + 1s});
  EXPECT_THAT(values_of(first),
              testing::UnorderedElementsAre(
                  Pair("cgroup_bytes", 75e6), Pair("cgroup_current_bytes", 100e6), Pair("cgroup_peak_bytes", 120e6),
                  Pair("cgroup_swap_bytes", 5e6), Pair("cgroup_anon_bytes", 60e6), Pair("cgroup_file_bytes", 33e6),
                  Pair("cgroup_shmem_bytes", 3e6), Pair("cgroup_sock_bytes", 1e6), Pair("cgroup_slab_bytes", 2e6),
                  Pair("memory_pressure_some", 12.5), Pair("memory_pressure_full", 2.25)));
  EXPECT_THAT(judged_of(first), ElementsAre("cgroup_bytes"));
  EXPECT_THAT(first.events, IsEmpty());

  groups.write("app/cpu.stat", "usage_usec 7000000\nthrottled_usec 1500000\n");
  const auto second = values_of(probe.read({Instant{} + 3s}));
  EXPECT_DOUBLE_EQ(second.at("cgroup_cpu_cores"), 1.5);
  EXPECT_DOUBLE_EQ(second.at("cgroup_throttled_cores"), 0.5);
}

TEST(CgroupProbe, of_version_1_shows_the_same_from_its_own_files) {
  Groups groups;
  groups.version_1("app");
  CgroupProbe probe(groups.group("app"), Memory::judged, groups.roots());
  const auto first = values_of(probe.read({Instant{} + 1s}));
  EXPECT_THAT(first, testing::UnorderedElementsAre(Pair("cgroup_bytes", 68e6), Pair("cgroup_current_bytes", 100e6),
                                                   Pair("cgroup_peak_bytes", 120e6), Pair("cgroup_swap_bytes", 5e6),
                                                   Pair("cgroup_anon_bytes", 60e6), Pair("cgroup_file_bytes", 33e6),
                                                   Pair("cgroup_shmem_bytes", 3e6), Pair("cgroup_sock_bytes", 1e6),
                                                   Pair("cgroup_slab_bytes", 2e6)));
  groups.write("cpuacct/app/cpuacct.usage", "7000000000\n");
  groups.write("cpu/app/cpu.stat", "nr_periods 1\nnr_throttled 2\nthrottled_time 1500000000\n");
  const auto second = values_of(probe.read({Instant{} + 3s}));
  EXPECT_DOUBLE_EQ(second.at("cgroup_cpu_cores"), 1.5);
  EXPECT_DOUBLE_EQ(second.at("cgroup_throttled_cores"), 0.5);
}

TEST(CgroupProbe, of_version_1_does_without_shared_memory_where_an_old_kernel_does_not_tell_it) {
  Groups groups;
  groups.version_1("app");
  groups.write("memory/app/memory.stat", "total_cache 33000000\ntotal_rss 60000000\ntotal_swap 5000000\n");
  CgroupProbe probe(groups.group("app"), Memory::judged, groups.roots());
  EXPECT_EQ(values_of(probe.read({})).at("cgroup_bytes"), 65e6);
}

TEST(CgroupProbe, leaves_out_what_the_kernel_does_not_tell) {
  Groups groups;
  groups.write("cgroup.procs", "");
  groups.write("app/cgroup.procs", "");
  groups.write("app/memory.current", "1000\n");
  CgroupProbe probe(groups.group("app"), Memory::judged, groups.roots());
  EXPECT_THAT(values_of(probe.read({})), ElementsAre(Pair("cgroup_bytes", 1000), Pair("cgroup_current_bytes", 1000)));
}

TEST(CgroupProbe, beside_processes_judges_nothing_twice) {
  Groups groups;
  groups.version_2("app");
  CgroupProbe probe(groups.group("app"), Memory::shown, groups.roots());
  EXPECT_THAT(judged_of(probe.read({})), IsEmpty());
}

TEST(CgroupProbe, tells_kills_since_it_began_with_the_limit) {
  Groups groups;
  groups.folder.write("proc/meminfo", "MemTotal: 16000000 kB\n");
  groups.version_2("app");
  groups.write("app/memory.max", "104857600\n");
  CgroupProbe probe(groups.group("app"), Memory::judged, groups.roots());
  EXPECT_THAT(told(probe.read({})), IsEmpty()) << "the one before it began";
  EXPECT_THAT(told(probe.read({})), IsEmpty());
  groups.write("app/memory.events", "oom 2\noom_kill 2\n");
  EXPECT_THAT(told(probe.read({})),
              ElementsAre(Pair(Kind::oom_kill, AllOf(HasSubstr("killed a process of control group /app for want of"),
                                                     HasSubstr("cgroup limit: 100 MiB")))));
  groups.write("app/memory.events", "oom 4\noom_kill 4\n");
  EXPECT_THAT(told(probe.read({})), ElementsAre(Pair(Kind::oom_kill, HasSubstr("killed 2 processes"))));
  groups.write("app/memory.events", "oom 5\noom_kill 4\n");
  EXPECT_THAT(told(probe.read({})), ElementsAre(Pair(Kind::out_of_memory, HasSubstr("ran out of memory"))));
}

TEST(CgroupProbe, tells_what_was_in_it_before_a_kill_gave_it_back) {
  Groups groups;
  groups.version_2("app");
  CgroupProbe probe(groups.group("app"), Memory::judged, groups.roots());
  probe.read({});
  groups.write("app/memory.current", "0\n");
  groups.write("app/memory.swap.current", "0\n");
  groups.write("app/memory.events", "oom 2\noom_kill 2\n");
  EXPECT_THAT(told(probe.read({})), ElementsAre(Pair(Kind::oom_kill, HasSubstr("(71.5 MiB of memory in it"))));
}

TEST(CgroupProbe, of_version_1_tells_kills_too) {
  Groups groups;
  groups.version_1("app");
  CgroupProbe probe(groups.group("app"), Memory::shown, groups.roots());
  probe.read({});
  groups.write("memory/app/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 3\n");
  EXPECT_THAT(told(probe.read({})), ElementsAre(Pair(Kind::oom_kill, HasSubstr("killed 2 processes"))));
}

TEST(CgroupProbe, tells_once_that_its_group_went_and_that_it_came_again) {
  Groups groups;
  groups.version_2("app");
  CgroupProbe probe(groups.group("app"), Memory::judged, groups.roots());
  probe.read({});
  groups.remove("app");
  const auto gone = probe.read({});
  EXPECT_THAT(told(gone), ElementsAre(Pair(Kind::gone, HasSubstr("/app has gone: what it held has stopped"))));
  EXPECT_THAT(gone.values, IsEmpty());
  EXPECT_THAT(told(probe.read({})), IsEmpty());
  groups.version_2("app");
  const auto again = probe.read({});
  EXPECT_THAT(told(again), ElementsAre(Pair(Kind::restarted, HasSubstr("is there again"))));
  EXPECT_FALSE(again.values.empty());
}

TEST(CgroupProbe, tells_a_kill_that_took_the_group_with_it) {
  Groups groups;
  groups.version_2("app");
  groups.folder.write("proc/vmstat", "nr_free_pages 1\noom_kill 3\nswap_ra 0\n");
  CgroupProbe probe(groups.group("app"), Memory::judged, groups.roots());
  probe.read({});
  groups.remove("app");
  groups.folder.write("proc/vmstat", "nr_free_pages 1\noom_kill 4\nswap_ra 0\n");
  EXPECT_THAT(told(probe.read({})), ElementsAre(Pair(Kind::oom_kill, HasSubstr("has gone while the kernel killed"))));
}

TEST(CgroupProbe, tells_a_group_that_was_made_anew_between_two_readings) {
  Groups groups;
  groups.version_2("app");
  groups.version_2("anew");
  groups.folder.write("proc/vmstat", "oom_kill 3\n");
  CgroupProbe probe(groups.group("app"), Memory::judged, groups.roots());
  probe.call_it("container web");
  const auto make_anew = [&] {
    const auto trees = groups.roots().cgroup;
    std::filesystem::rename(trees / "app", trees / "old");
    std::filesystem::rename(trees / "anew", trees / "app");
    std::filesystem::rename(trees / "old", trees / "anew");
  };
  probe.read({});
  make_anew();
  EXPECT_THAT(told(probe.read({})), ElementsAre(Pair(Kind::gone, "container web has gone: what it held has stopped"),
                                                Pair(Kind::restarted, "container web is there again")));
  make_anew();
  groups.folder.write("proc/vmstat", "oom_kill 4\n");
  EXPECT_THAT(told(probe.read({})),
              ElementsAre(Pair(Kind::oom_kill, HasSubstr("container web has gone while the kernel killed a process")),
                          Pair(Kind::restarted, "container web is there again")));
  EXPECT_THAT(told(probe.read({})), IsEmpty());
}

}  // namespace plimsoll::cgroup_probe_test
