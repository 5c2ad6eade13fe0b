#include "reports/words/mapping_words.h"

#include "reports/words/mapping_steps.h"
#include "reports/words/next_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace plimsoll::mapping_words_test {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Kind = MappingClass;

constexpr std::uint64_t kMiB = 1 << 20;

MappingAmount anonymous(std::uint64_t mib) { return {mib * kMiB, mib * kMiB, mib * kMiB}; }
MappingAmount shared(std::uint64_t mib) { return {mib * kMiB, mib * kMiB, 0}; }

ProcessMappings process(int pid, std::vector<ClassGrowth> classes, std::vector<MappingGrowth> grown = {}) {
  ProcessMappings process;
  process.pid = pid;
  process.life = static_cast<std::uint64_t>(pid);
  process.from_s = 10;
  process.to_s = 600;
  process.threads_before = 12;
  process.threads_after = 512;
  process.classes = std::move(classes);
  process.grown = std::move(grown);
  return process;
}

MonitorRecord monitor_of(std::vector<ProcessMappings> processes, const std::string& runtime = "native") {
  MonitorRecord monitor;
  monitor.name = "port:5000";
  monitor.mappings.processes = std::move(processes);
  for (const auto& one : monitor.mappings.processes) {
    monitor.pids.push_back(one.pid);
    ProcessRecord record;
    record.pid = one.pid;
    record.runtime = runtime;
    monitor.processes.push_back(record);
  }
  return monitor;
}

LeakRecord leak_of(const std::string& series = "anon_bytes", Verdict verdict = Verdict::leaking) {
  LeakRecord leak;
  leak.monitor = "port:5000";
  leak.series = series;
  leak.unit = "bytes";
  leak.verdict.verdict = verdict;
  return leak;
}

// 73 MiB in twelve anonymous mappings, 7 MiB in the heap.
MonitorRecord of_a_library(const std::string& runtime = "native") {
  return monitor_of({process(4711,
                             {{Kind::heap, 1, 1, 1, anonymous(10), anonymous(17)},
                              {Kind::anonymous, 20, 31, 12, anonymous(40), anonymous(113)},
                              {Kind::file, 50, 50, 0, shared(90), shared(300)}},
                             {{Kind::file, "/models/a", "7e00-7e01", shared(90), shared(300)},
                              {Kind::anonymous, "", "7f12a0000000-7f12a4000000", {}, anonymous(64)}})},
                    runtime);
}

TEST(MappingWords, name_the_kind_and_the_biggest_mapping) {
  EXPECT_EQ(
      kind_sentence(of_a_library(), leak_of()),
      "Most of what it gained, 73.0 MiB of 80.0 MiB, is in anonymous mappings (mmap): 12 that grew or are new, the "
      "biggest 7f12a0000000-7f12a4000000, from 0 B to 64.0 MiB. Malloc maps large blocks so; what a library maps "
      "by itself no heap profiler sees.");
}

TEST(MappingWords, say_of_a_runtime_what_it_maps_itself) {
  EXPECT_THAT(kind_sentence(of_a_library("python"), leak_of()), HasSubstr("Python's own allocator maps such memory"));
  EXPECT_THAT(kind_sentence(of_a_library("jvm"), leak_of()), HasSubstr("Malloc maps large blocks so"));
}

TEST(MappingWords, accuse_nothing_where_the_verdict_does_not) {
  for (const auto verdict : {Verdict::clean, Verdict::inconclusive}) {
    EXPECT_EQ(kind_sentence(of_a_library(), leak_of("anon_bytes", verdict)), "");
    EXPECT_THAT(steps_by_kind_of_memory(of_a_library(), leak_of("anon_bytes", verdict)), IsEmpty());
  }
  EXPECT_NE(kind_sentence(of_a_library(), leak_of("anon_bytes", Verdict::suspected)), "");
}

TEST(MappingWords, are_of_memory_alone) {
  EXPECT_EQ(kind_sentence(of_a_library(), leak_of("fds")), "");
  EXPECT_EQ(kind_sentence(of_a_library(), leak_of("gpu_bytes")), "");
}

TEST(MappingWords, count_mapped_files_where_resident_memory_was_judged) {
  EXPECT_THAT(kind_sentence(of_a_library(), leak_of("rss_bytes")),
              HasSubstr("210 MiB of 290 MiB, is in mapped files: /models/a at 7e00-7e01, from 90.0 MiB to 300 MiB"));
}

TEST(MappingWords, name_the_process_where_there_are_several) {
  const auto monitor = monitor_of({process(4711, {{Kind::heap, 1, 1, 1, anonymous(10), anonymous(11)}}),
                                   process(4712, {{Kind::heap, 1, 1, 1, anonymous(10), anonymous(50)}},
                                           {{Kind::heap, "[heap]", "5600-5700", anonymous(10), anonymous(50)}})});
  EXPECT_THAT(kind_sentence(monitor, leak_of()),
              AllOf(HasSubstr("All that it gained, 41.0 MiB, is in the heap (brk): 2 that grew or are new, the biggest "
                              "[heap] at 5600-5700 of process 4712, from 10.0 MiB to 50.0 MiB."),
                    HasSubstr("a heap profiler sees them")));
  auto single = leak_of();
  single.pid = 4711;
  EXPECT_THAT(kind_sentence(monitor, single), HasSubstr("All that it gained, 1.00 MiB, is in the heap"));
}

TEST(MappingWords, of_growth_in_several_kinds_name_each) {
  const auto monitor = monitor_of({process(4711, {{Kind::heap, 1, 1, 1, anonymous(10), anonymous(20)},
                                                  {Kind::arenas, 4, 8, 8, anonymous(10), anonymous(19)},
                                                  {Kind::stacks, 4, 8, 4, anonymous(1), anonymous(9)}})});
  EXPECT_EQ(kind_sentence(monitor, leak_of()),
            "What it gained, 27.0 MiB, is spread: 10.0 MiB in the heap (brk), 9.00 MiB in malloc's arenas for threads, "
            "8.00 MiB in stacks of threads.");
  EXPECT_THAT(steps_by_kind_of_memory(monitor, leak_of()), IsEmpty());
}

TEST(MappingWords, are_none_of_too_little) {
  const auto monitor = monitor_of({process(4711, {{Kind::heap, 1, 1, 1, anonymous(10), anonymous(10)}})});
  EXPECT_EQ(kind_sentence(monitor, leak_of()), "");
}

TEST(MappingWords, say_why_it_is_not_known) {
  MonitorRecord monitor;
  EXPECT_EQ(kind_sentence(monitor, leak_of()), "") << "an older record";
  monitor.mappings.notes = {"the mappings of python 1 may not be read: run plimsoll as root"};
  EXPECT_EQ(kind_sentence(monitor, leak_of()),
            "What kind of memory grew is not known: the mappings of python 1 may not be read: run plimsoll as root.");
  EXPECT_EQ(kind_sentence(monitor, leak_of("anon_bytes", Verdict::clean)), "");
}

TEST(MappingWords, say_where_only_address_space_was_compared) {
  auto monitor = of_a_library();
  monitor.mappings.processes[0].by_size = true;
  EXPECT_THAT(kind_sentence(monitor, leak_of()), HasSubstr("73.0 MiB of 80.0 MiB of address space, is in anonymous"));
}

std::vector<std::string> commands(Kind kind, const std::string& runtime = "native",
                                  const std::string& series = "rss_bytes") {
  const auto monitor = monitor_of({process(4711, {{kind, 1, 9, 8, anonymous(1), anonymous(65)}},
                                           {{kind, "", "7f12a0000000-7f12a4000000", {}, anonymous(64)}})},
                                  runtime);
  std::vector<std::string> commands;
  for (const auto& step : steps_by_kind_of_memory(monitor, leak_of(series))) commands.push_back(step.command);
  return commands;
}

TEST(MappingSteps, follow_the_kind) {
  EXPECT_THAT(commands(Kind::heap), IsEmpty()) << "the profilers of the runtime see it";
  EXPECT_THAT(commands(Kind::placed), IsEmpty());
  EXPECT_THAT(commands(Kind::anonymous),
              ElementsAre(HasSubstr("sys_enter_mmap /pid == 4711/"), HasSubstr("strace -f -k"),
                          "grep -A 24 -e '-7f12a4000000 ' /proc/4711/smaps"));
  EXPECT_THAT(commands(Kind::anonymous, "python"),
              ElementsAre("PYTHONMALLOC=malloc COMMAND", HasSubstr("bpftrace"), HasSubstr("strace")));
  EXPECT_THAT(commands(Kind::arenas), ElementsAre(HasSubstr("malloc_trim(0)"), "MALLOC_ARENA_MAX=2 COMMAND"));
  EXPECT_THAT(commands(Kind::stacks), ElementsAre(HasSubstr("/proc/4711/task/*/comm"), HasSubstr("thread apply all")));
  EXPECT_THAT(commands(Kind::shared_memory), ElementsAre(HasSubstr("memfd:"), HasSubstr("ipcs -m -p")));
  EXPECT_THAT(commands(Kind::file), ElementsAre(HasSubstr("pmap -x 4711")));
  EXPECT_THAT(commands(Kind::gpu), ElementsAre(HasSubstr("nvidia")));
}

TEST(MappingSteps, come_before_those_of_the_runtime) {
  RunRecord record;
  record.request_names = {"predict"};
  const auto steps = next_steps(record, of_a_library(), leak_of());
  ASSERT_FALSE(steps.empty());
  EXPECT_THAT(steps[0].command, HasSubstr("bpftrace"));
  EXPECT_LE(steps.size(), 5u);
  const auto of_python = next_steps(record, of_a_library("python"), leak_of());
  ASSERT_EQ(of_python.size(), 5u);
  EXPECT_THAT(of_python[0].command, Not(HasSubstr("PYTHONMALLOC"))) << "its objects may be what grew";
  EXPECT_EQ(of_python[2].command, "PYTHONMALLOC=malloc COMMAND");
  EXPECT_THAT(of_python[3].command, HasSubstr("bpftrace"));
  EXPECT_THAT(next_steps(record, MonitorRecord{}, leak_of())[0].command, Not(HasSubstr("bpftrace")));
}

TEST(MappingWords, of_threads_count_them) {
  const auto monitor = monitor_of({process(4711, {{Kind::stacks, 12, 512, 500, anonymous(1), anonymous(65)}})});
  EXPECT_THAT(kind_sentence(monitor, leak_of()), HasSubstr("Threads: 12 at first, 512 at last."));
}

}  // namespace plimsoll::mapping_words_test
