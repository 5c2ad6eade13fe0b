// Control groups of this machine's kernel, where tests may make some.

#include "monitors/groups/group_probe.h"
#include "monitors/groups/memory_limit.h"
#include "tests/monitors/puppet.h"
#include "tests/support/child_process.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

namespace plimsoll::live_cgroup_test {

namespace fs = std::filesystem;
using Kind = ProcessEvent::Kind;
using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

// Removed, with what runs in it, whatever happens.
class LiveGroup {
 public:
  LiveGroup() : name_("plimsoll-test-" + std::to_string(getpid())) {
    for (const fs::path tree : {"/sys/fs/cgroup/memory", "/sys/fs/cgroup"}) {
      if (mkdir((tree / name_).c_str(), 0755) != 0) continue;
      folder_ = tree / name_;
      if (auto found = find_control_group(folder_.string()); found.has_value()) group_ = *found;
      if (group_) return;
      rmdir(folder_.c_str());
    }
  }
  ~LiveGroup() { remove(); }
  LiveGroup(const LiveGroup&) = delete;
  LiveGroup& operator=(const LiveGroup&) = delete;

  const std::optional<ControlGroup>& group() const { return group_; }
  bool write(const std::string& file, const std::string& text) const {
    std::ofstream out(folder_ / file);
    return bool(out << text << std::flush);
  }
  bool limit(std::uint64_t bytes) const {
    const auto text = std::to_string(bytes);
    const bool unified = group_->version == 2;
    const bool limited = write(unified ? "memory.max" : "memory.limit_in_bytes", text);
    // Not there where the kernel accounts for no swap.
    static_cast<void>(unified ? write("memory.swap.max", "0") : write("memory.memsw.limit_in_bytes", text));
    return limited;
  }
  bool remove() {
    if (!group_) return true;
    const bool removed = test::eventually([&] {
      const auto left = processes_of(*group_, 100);
      for (const int pid : *left) kill(pid, SIGKILL);
      return rmdir(folder_.c_str()) == 0;
    });
    group_.reset();
    return removed;
  }

 private:
  std::string name_;
  fs::path folder_;
  std::optional<ControlGroup> group_;
};

// Takes so many MiB for each cue.
void play_eater(test::Stage& stage) {
  for (;;) {
    test::touch_memory(std::stoul(stage.await_cue()) << 20);
    stage.answer("eaten");
  }
}

double value_of(const ProbeReading& reading, const std::string& name) {
  for (const auto& value : reading.values)
    if (value.name == name) return value.value;
  return -1;
}

TEST(LiveCgroup, shows_the_memory_of_a_process_its_death_at_the_limit_and_its_own_removal) {
  LiveGroup live;
  if (!live.group()) GTEST_SKIP() << "no control group with a memory controller may be made here";
  const auto group = *live.group();
  ASSERT_TRUE(live.limit(64 << 20));
  EXPECT_EQ(memory_limit(group)->bytes, 64U << 20);

  test::Puppet eater(play_eater);
  ASSERT_TRUE(live.write("cgroup.procs", std::to_string(eater.pid())));
  EXPECT_EQ(control_group_of(eater.pid())->name(), group.name());
  EXPECT_EQ(control_group_of_its_own(eater.pid())->name(), group.name());

  const auto probe = std::make_unique<GroupProbe>(NamedGroup{group, "cgroup " + group.name()});
  const auto before = probe->read({});
  ASSERT_EQ(before.processes.size(), 1u);
  EXPECT_EQ(before.processes[0].pid, eater.pid());
  ASSERT_EQ(eater.ask("24"), "eaten");
  const auto after = probe->read({Instant{} + std::chrono::seconds(1)});
  EXPECT_GT(value_of(after, "cgroup_bytes"), value_of(before, "cgroup_bytes") + (20 << 20));
  EXPECT_GE(value_of(after, "cgroup_peak_bytes"), 20 << 20);
  EXPECT_THAT(after.events, IsEmpty());

  EXPECT_EQ(eater.ask("100"), "") << "the kernel did not kill it";
  const auto dead = probe->read({Instant{} + std::chrono::seconds(2)});
  EXPECT_THAT(
      dead.events,
      Contains(AllOf(Field(&ProcessEvent::kind, Kind::oom_kill),
                     Field(&ProcessEvent::message, AllOf(HasSubstr("killed a process of cgroup " + group.name()),
                                                         HasSubstr("cgroup limit: 64.0 MiB"))))));
  EXPECT_THAT(dead.processes, IsEmpty());
  eater.kill_and_reap();

  ASSERT_TRUE(live.remove());
  const auto removed = probe->read({Instant{} + std::chrono::seconds(3)});
  EXPECT_THAT(removed.events, Contains(Field(&ProcessEvent::kind, Kind::gone)));
  EXPECT_THAT(removed.values, IsEmpty());
}

TEST(LiveCgroup, of_this_test_is_not_one_of_a_service_alone) { EXPECT_FALSE(control_group_of_its_own(getpid())); }

}  // namespace plimsoll::live_cgroup_test
