#include "monitors/processes/process_probe.h"
#include "tests/monitors/fake_proc.h"
#include "tests/monitors/puppet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <map>

namespace plimsoll::process_probe_test {

using namespace std::chrono_literals;
using Kind = ProcessEvent::Kind;
using test::FakeProc;
using test::Puppet;
using test::Stage;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::size_t kMiB = 1 << 20;

FoundTarget target_of(const Puppet& puppet) {
  auto found = find_by_pid(puppet.pid());
  return found ? *found : FoundTarget{};
}

FoundTarget fake_target(int pid) {
  FoundTarget target;
  target.roots = {{pid, 100}};
  target.description = "python " + std::to_string(pid);
  return target;
}

double anon_of(const ProbeReading& reading) {
  double sum = 0;
  for (const auto& process : reading.processes) sum += static_cast<double>(process.anon_bytes.value_or(0));
  return sum;
}

TEST(ProcessProbe, reads_the_memory_of_a_tree) {
  Puppet service([](Stage& stage) {
    const auto child = test::fork_idle_child();
    stage.answer(std::to_string(child));
    stage.await_cue();
    test::touch_memory(8 * kMiB);
    stage.answer("touched");
    stage.await_cue();
  });
  const int child = std::stoi(service.hear());
  ProcessProbe probe(target_of(service));
  Instant now{};
  const auto threads = [](int pid) { return ProcessReader().stat(pid)->threads; };
  const std::map<int, std::uint64_t> threads_before = {{service.pid(), threads(service.pid())},
                                                       {child, threads(child)}};
  const auto before = probe.read({now, 0});
  ASSERT_EQ(before.processes.size(), 2U);
  EXPECT_TRUE(before.processes[0].is_root);
  EXPECT_FALSE(before.processes[1].is_root);
  EXPECT_EQ(before.processes[1].pid, child);
  EXPECT_EQ(before.processes[1].parent_pid, service.pid());
  for (const auto& process : before.processes) {
    EXPECT_TRUE(process.rss_bytes && process.anon_bytes && process.swap_bytes && process.threads && process.fds &&
                process.cpu_seconds);
    EXPECT_TRUE(process.pss_bytes && process.uss_bytes);
    EXPECT_FALSE(process.started_at.empty());
    EXPECT_GE(*process.rss_bytes, *process.anon_bytes);
    EXPECT_GE(*process.pss_bytes, *process.uss_bytes);
    // A sanitizer may begin one of its own at any time.
    EXPECT_GE(*process.threads, threads_before.at(process.pid));
    EXPECT_LE(*process.threads, threads(process.pid));
  }
  EXPECT_EQ(service.ask("touch"), "touched");
  const auto after = probe.read({now += 500ms, 0});
  EXPECT_NEAR(anon_of(after) - anon_of(before), 8 * kMiB, kMiB);
  EXPECT_FALSE(after.processes[0].pss_bytes);  // its period has not come
  EXPECT_TRUE(probe.read({now += 5s, 0}).processes[0].pss_bytes);
  EXPECT_THAT(probe.description(), HasSubstr(" " + std::to_string(service.pid()) + " + 1 worker"));
}

TEST(ProcessProbe, leaves_out_a_process_that_vanishes_between_two_reads) {
  FakeProc proc;
  proc.put({.pid = 70, .children = {71, 72, 73}});
  for (const int pid : {71, 72, 73}) proc.put({.pid = pid, .parent = 70});
  for (const int pid : {70, 71, 72, 73}) proc.write(std::to_string(pid) + "/smaps_rollup", "Pss: 10 kB\n");
  proc.remove("71/status");
  proc.write("72/status", "Name:\tpython\nState:\tR\nTgid:\t72\n");  // has given its memory back
  proc.write("73/smaps_rollup", "");
  ProcessProbe probe(fake_target(70), proc.root());
  const auto reading = probe.read({Instant{}, 0});
  ASSERT_EQ(reading.processes.size(), 1U);
  EXPECT_EQ(reading.processes[0].pid, 70);
  EXPECT_THAT(reading.events, IsEmpty());
}

TEST(ProcessProbe, walks_no_pages_of_a_very_large_process) {
  FakeProc proc;
  proc.put({.pid = 70, .rss_kib = 5 << 20, .anon_kib = 5 << 20});
  proc.write("70/smaps_rollup", "Pss: 10 kB\n");
  ProcessProbe probe(fake_target(70), proc.root());
  const auto reading = probe.read({Instant{}, 0});
  EXPECT_EQ(reading.processes.at(0).rss_bytes, std::uint64_t{5} << 30);
  EXPECT_FALSE(reading.processes[0].pss_bytes);
  ASSERT_EQ(reading.events.size(), 1U);
  EXPECT_THAT(reading.events[0].message, HasSubstr("PSS and USS of python 70 are not read: with 5.00 GiB"));
  EXPECT_THAT(probe.read({Instant{} + 5s, 0}).events, IsEmpty());
}

TEST(ProcessProbe, counts_swapped_memory_as_anonymous) {
  FakeProc proc;
  proc.put({.pid = 70, .rss_kib = 70, .anon_kib = 40, .swap_kib = 9000});
  proc.write("70/smaps_rollup", "Pss: 10 kB\nPrivate_Clean: 3 kB\nPrivate_Dirty: 4 kB\nSwapPss: 9000 kB\n");
  ProcessProbe probe(fake_target(70), proc.root());
  const auto process = probe.read({Instant{}, 0}).processes.at(0);
  EXPECT_EQ(process.rss_bytes, 70U * 1024);
  EXPECT_EQ(process.anon_bytes, 9040U * 1024);
  EXPECT_EQ(process.swap_bytes, 9000U * 1024);
  EXPECT_EQ(process.pss_bytes, 9010U * 1024);
  EXPECT_EQ(process.uss_bytes, 7U * 1024);
}

TEST(ProcessProbe, has_no_anonymous_memory_where_the_kernel_does_not_tell) {
  FakeProc proc;
  proc.put({.pid = 70});
  proc.write("70/status", "Name:\tpython\nTgid:\t70\nVmRSS:\t2000 kB\nVmSwap:\t0 kB\n");
  ProcessProbe probe(fake_target(70), proc.root());
  const auto process = probe.read({Instant{}, 0}).processes.at(0);
  EXPECT_TRUE(process.rss_bytes);
  EXPECT_FALSE(process.anon_bytes);
  EXPECT_FALSE(process.pss_bytes);
}

TEST(ProcessProbe, says_once_what_to_do_about_missing_rights) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  Puppet service([](Stage& stage) {
    stage.answer(std::to_string(test::fork_idle_child()));
    stage.await_cue();
  });
  service.hear();
  Puppet nobody([target = target_of(service)](Stage& stage) {
    if (setgid(65534) != 0 || setuid(65534) != 0) _exit(1);
    ProcessProbe probe(target);
    for (Instant now{};; now += 10s) {
      stage.await_cue();
      const auto reading = probe.read({now, 0});
      std::string answer = std::to_string(reading.processes.size());
      for (const auto& process : reading.processes)
        answer += process.anon_bytes && !process.pss_bytes && !process.uss_bytes ? " anon" : " ?";
      for (const auto& event : reading.events)
        answer += (event.kind == Kind::rights ? " rights: " : " other: ") + event.message;
      stage.answer(answer);
    }
  });
  const auto first = nobody.ask("read");
  EXPECT_THAT(first, HasSubstr("2 anon anon rights: PSS"));
  EXPECT_THAT(first, HasSubstr("may not be read: run plimsoll as the user of that process, as root or with "));
  EXPECT_EQ(nobody.ask("read"), "2 anon anon");
}

TEST(ProcessProbe, tells_once_that_it_reads_less_because_monitoring_costs_too_much) {
  FakeProc proc;
  proc.put({.pid = 70});
  proc.write("70/smaps_rollup", "Pss: 10 kB\n");
  ProcessProbe probe(fake_target(70), proc.root());
  std::vector<ProcessEvent> events;
  int rollups = 0;
  for (int second = 0; second < 160; ++second) {
    const auto reading = probe.read({Instant{} + 1h + std::chrono::seconds(second), 0.02});
    events.insert(events.end(), reading.events.begin(), reading.events.end());
    rollups += reading.processes.at(0).pss_bytes.has_value();
  }
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].kind, Kind::backed_off);
  EXPECT_THAT(events[0].message, HasSubstr("monitoring takes 2.0 % of a core"));
  EXPECT_EQ(rollups, 13);  // at 0, 5 ... 30, 40, 50, 60, 80, 100, 140
}

}  // namespace plimsoll::process_probe_test
