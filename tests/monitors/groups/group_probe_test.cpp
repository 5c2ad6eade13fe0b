#include "monitors/groups/group_probe.h"
#include "tests/monitors/fake_proc.h"
#include "tests/monitors/groups/fake_groups.h"
#include "tests/monitors/processes/no_descriptors.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace plimsoll::group_probe_test {

using namespace std::chrono_literals;
using Kind = ProcessEvent::Kind;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

std::vector<std::pair<Kind, std::string>> told(const ProbeReading& reading) {
  std::vector<std::pair<Kind, std::string>> told;
  for (const auto& event : reading.events) told.emplace_back(event.kind, event.message);
  return told;
}

std::vector<int> pids_of(const ProbeReading& reading) {
  std::vector<int> pids;
  for (const auto& process : reading.processes) pids.push_back(process.pid);
  return pids;
}

struct Machine {
  test::FakeGroups groups;
  test::FakeProc proc;

  CgroupRoots roots() const { return {proc.root().path, groups.roots().cgroup}; }
  ControlGroup group(const std::string& path) const { return *find_control_group(path, roots()); }
};

TEST(GroupProbe, holds_each_process_of_the_group_beside_its_whole) {
  Machine machine;
  machine.groups.version_2("app", "70\n72\n");
  for (const int pid : {70, 71, 72}) machine.proc.put({pid});
  GroupProbe probe({machine.group("app"), "container web"}, machine.roots());
  auto reading = probe.read({});
  EXPECT_THAT(pids_of(reading), ElementsAre(70, 72));
  ASSERT_FALSE(reading.values.empty());
  for (const auto& value : reading.values) EXPECT_EQ(value.judged, value.name == "cgroup_bytes") << value.name;
  EXPECT_THAT(reading.events, IsEmpty());
  EXPECT_EQ(probe.description(), "container web (python)");

  machine.groups.write("app/cgroup.procs", "71\n72\n");  // 70 lives on elsewhere
  reading = probe.read({});
  EXPECT_THAT(pids_of(reading), ElementsAre(72, 71));
  EXPECT_THAT(told(reading), ElementsAre(Pair(Kind::restarted, "python 71 took the place of 70")));

  machine.groups.remove("app");
  reading = probe.read({});
  EXPECT_THAT(reading.processes, IsEmpty());
  EXPECT_THAT(reading.values, IsEmpty());
}

TEST(GroupProbe, does_not_take_what_sets_a_container_up_for_its_service) {
  Machine machine;
  machine.groups.version_2("app", "70\n");
  machine.proc.put({.pid = 70, .command = "runc:[2:INIT]"});
  GroupProbe probe({machine.group("app"), "container web"}, machine.roots());
  EXPECT_THAT(probe.read({}).processes, IsEmpty());
  machine.proc.put({.pid = 70, .command = "gunicorn"});
  const auto reading = probe.read({});
  EXPECT_THAT(pids_of(reading), ElementsAre(70));
  EXPECT_THAT(told(reading), ElementsAre(Pair(Kind::started, "gunicorn 70 started")));
}

TEST(GroupProbe, follows_a_container_that_is_made_anew_under_its_name) {
  Machine machine;
  machine.groups.version_2("docker/old", "70\n");
  for (const int pid : {70, 80}) machine.proc.put({pid});
  int searches = 0;
  const auto find_again = [&]() -> std::optional<ControlGroup> {
    ++searches;
    const auto found = find_control_group("docker/new", machine.roots());
    return found ? std::optional(*found) : std::nullopt;
  };
  GroupProbe probe({machine.group("docker/old"), "container web", find_again}, machine.roots());
  probe.read({Instant{} + 10s});
  EXPECT_EQ(searches, 0) << "while it is there, nobody is asked";

  machine.groups.remove("docker/old");
  EXPECT_THAT(told(probe.read({Instant{} + 11s})),
              Contains(Pair(Kind::gone, "container web has gone: what it held has stopped")));
  EXPECT_EQ(searches, 1);
  machine.groups.version_2("docker/new", "80\n");
  EXPECT_THAT(probe.read({Instant{} + 12s}).processes, IsEmpty()) << "not looked for at every reading";
  const auto again = probe.read({Instant{} + 13s});
  EXPECT_EQ(searches, 2);
  EXPECT_THAT(pids_of(again), ElementsAre(80));
  EXPECT_THAT(told(again), Contains(Pair(Kind::restarted, "container web is there again")));
  EXPECT_FALSE(again.values.empty());
}

TEST(GroupProbe, has_a_gap_and_nobody_gone_where_plimsoll_has_no_descriptors_left) {
  Machine machine;
  machine.groups.version_2("app", "70\n72\n");
  for (const int pid : {70, 72}) machine.proc.put({pid});
  int searches = 0;
  GroupProbe probe({machine.group("app"), "container web",
                    [&]() -> std::optional<ControlGroup> {
                      ++searches;
                      return std::nullopt;
                    }},
                   machine.roots());
  probe.read({});
  {
    const test::NoDescriptors none;
    const auto gap = probe.read({Instant{} + 1h});
    EXPECT_TRUE(gap.unknown);
    EXPECT_THAT(told(gap),
                ElementsAre(Pair(Kind::unread, testing::HasSubstr("could not be read for want of descriptors"))));
    EXPECT_THAT(probe.read({Instant{} + 2h}).events, IsEmpty()) << "told once";
  }
  EXPECT_EQ(searches, 0);
  const auto after = probe.read({Instant{} + 3h});
  EXPECT_FALSE(after.unknown);
  EXPECT_THAT(pids_of(after), ElementsAre(70, 72));
  EXPECT_THAT(after.events, IsEmpty());
}

TEST(GroupProbe, reads_the_shared_files_of_its_processes_as_of_a_tree) {
  Machine machine;
  machine.groups.version_2("app", "70\n");
  machine.proc.put({70});
  const auto shm = machine.proc.root().path / "70/root/dev/shm";
  std::filesystem::create_directories(shm);
  GroupProbe probe({machine.group("app"), "container web"}, machine.roots());
  auto now = Instant{} + 1h;
  probe.read({now});
  machine.proc.write("70/root/dev/shm/psm_1", std::string(65536, 'x'));
  machine.proc.hold_file(70, 5, (shm / "psm_1").string());
  // Until it is written out, some file systems do not tell the blocks of a file.
  const int file = open((shm / "psm_1").c_str(), O_RDONLY | O_CLOEXEC);
  fsync(file);
  close(file);
  probe.read({now += 1s});
  const auto later = probe.read({now += 11s});
  EXPECT_EQ(later.values.back().name, "shm_bytes");
  EXPECT_TRUE(later.values.back().judged);
  EXPECT_GE(later.values.back().value, 65536);
}

}  // namespace plimsoll::group_probe_test
