#include "monitors/mappings/mapping_probe.h"

#include "tests/monitors/fake_proc.h"
#include "tests/monitors/puppet.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll::mapping_probe_test {

using test::FakeProc;
using test::Puppet;
using test::Stage;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::uint64_t kMiB = 1 << 20;

// A process that is a heap of so many MiB.
class MappingProbeTest : public ::testing::Test {
 protected:
  void put(int pid, std::uint64_t heap_mib) {
    test::FakeProcess process;
    process.pid = pid;
    proc_.put(process);
    proc_.write(fmt::format("{}/smaps", pid),
                fmt::format("560000000000-{:x} rw-p 00000000 00:00 0  [heap]\nRss: {} kB\n"
                            "Anonymous: {} kB\n",
                            0x560000000000 + heap_mib * kMiB, heap_mib << 10, heap_mib << 10));
    proc_.write(fmt::format("{}/maps", pid),
                fmt::format("560000000000-{:x} rw-p 00000000 00:00 0  [heap]\n", 0x560000000000 + heap_mib * kMiB));
    for (auto& sample : samples_)
      if (sample.pid == pid) return set(sample, heap_mib);
    ProcessSample sample;
    sample.pid = pid;
    sample.life = ++lives_;
    sample.command = "python";
    sample.start_ticks = process.start_ticks;
    set(sample, heap_mib);
    samples_.push_back(sample);
  }
  static void set(ProcessSample& sample, std::uint64_t mib) {
    sample.rss_bytes = sample.anon_bytes = mib * kMiB;
    sample.threads = 1;
  }
  std::optional<MappingRecord> read(double t_s, bool is_last = false) {
    ProbeMoment moment;
    moment.processes = &samples_;
    moment.t_s = t_s;
    moment.warmed_up = t_s >= 0;
    moment.is_last = is_last;
    moment.monitoring_share = share_;
    auto reading = probe_->read(moment);
    if (reading.mappings) last_ = *reading.mappings;
    return reading.mappings;
  }
  std::optional<MappingRecord> read_last(double t_s) { return read(t_s, true); }

  FakeProc proc_;
  std::vector<ProcessSample> samples_;
  std::uint64_t lives_ = 0;
  double share_ = 0;
  std::unique_ptr<MappingProbe> probe_ = std::make_unique<MappingProbe>(proc_.root());
  MappingRecord last_;
};

TEST_F(MappingProbeTest, compares_the_end_with_the_end_of_the_warm_up) {
  put(4711, 10);
  read(-1);
  put(4711, 15);
  EXPECT_FALSE(read(0.5)) << "it may still load";
  put(4711, 20);
  EXPECT_FALSE(read(10));
  put(4711, 24);
  const auto mappings = read_last(60);
  ASSERT_TRUE(mappings);
  ASSERT_THAT(mappings->processes, SizeIs(1));
  const auto& process = mappings->processes[0];
  EXPECT_EQ(process.pid, 4711);
  EXPECT_EQ(process.from_s, 10);
  EXPECT_EQ(process.to_s, 60);
  ASSERT_THAT(process.classes, SizeIs(1));
  EXPECT_EQ(process.classes[0].kind, MappingClass::heap);
  EXPECT_EQ(process.classes[0].before.anon_bytes, 20 * kMiB);
  EXPECT_EQ(process.classes[0].after.anon_bytes, 24 * kMiB);
  EXPECT_THAT(mappings->notes, IsEmpty());
}

TEST_F(MappingProbeTest, reads_none_that_did_not_move) {
  put(4711, 10);
  read(10);
  proc_.remove("4711/smaps");
  EXPECT_FALSE(read_last(60));
}

TEST_F(MappingProbeTest, reads_meanwhile_only_where_much_has_grown_and_then_twice_as_much) {
  put(4711, 100);
  read(10);
  std::vector<std::uint64_t> read_at;
  for (std::uint64_t mib = 100; mib < 400; ++mib) {
    put(4711, mib);
    if (read(static_cast<double>(mib))) read_at.push_back(mib);
  }
  EXPECT_THAT(read_at, ElementsAre(116, 132, 164, 228, 356));
}

TEST_F(MappingProbeTest, reads_nothing_meanwhile_where_monitoring_costs_too_much) {
  put(4711, 100);
  read(10);
  share_ = 0.02;
  put(4711, 300);
  EXPECT_FALSE(read(11));
  EXPECT_TRUE(read_last(12));
}

TEST_F(MappingProbeTest, keeps_what_is_known_of_one_that_ended) {
  put(4711, 10);
  put(4712, 10);
  read(10);
  put(4711, 60);
  read(30);
  samples_.erase(samples_.begin());
  put(4712, 11);
  read_last(60);
  ASSERT_THAT(last_.processes, SizeIs(2));
  EXPECT_EQ(last_.processes[0].pid, 4711) << "the one that grew most";
  EXPECT_EQ(last_.processes[0].to_s, 30);
}

TEST_F(MappingProbeTest, tells_of_one_that_ended_without_a_second_reading) {
  put(4711, 10);
  put(4712, 10);
  read(10);
  samples_.erase(samples_.begin());
  read(30);
  EXPECT_THAT(last_.notes, ElementsAre(HasSubstr("a process ended before")));
}

TEST_F(MappingProbeTest, reads_one_that_came_meanwhile_once_it_has_loaded) {
  put(4711, 10);
  read(10);
  put(4712, 1);
  read(20);
  put(4712, 50);
  read(31);
  put(4712, 52);
  read_last(60);
  ASSERT_THAT(last_.processes, SizeIs(1));
  EXPECT_EQ(last_.processes[0].from_s, 31);
  EXPECT_EQ(last_.processes[0].classes[0].before.anon_bytes, 50 * kMiB);
}

TEST_F(MappingProbeTest, of_one_that_has_its_pid_anew_reads_nothing) {
  put(4711, 10);
  read(10);
  put(4711, 30);
  samples_[0].start_ticks = 99;  // that was sampled; the file tells of another
  EXPECT_FALSE(read_last(60));
}

TEST_F(MappingProbeTest, of_one_too_large_to_walk_compares_sizes_and_says_so) {
  MappingLimits limits;
  limits.most_walked_bytes = 8 * kMiB;
  probe_ = std::make_unique<MappingProbe>(proc_.root(), limits);
  put(4711, 10);
  read(10);
  put(4711, 20);
  read_last(60);
  ASSERT_THAT(last_.processes, SizeIs(1));
  EXPECT_TRUE(last_.processes[0].by_size);
  EXPECT_EQ(last_.processes[0].classes[0].after.size_bytes, 20 * kMiB);
  EXPECT_EQ(last_.processes[0].classes[0].after.resident_bytes, 0u);
  EXPECT_THAT(last_.notes, ElementsAre(HasSubstr("compared by their size")));
}

TEST_F(MappingProbeTest, of_one_with_too_many_mappings_reads_nothing_and_says_so) {
  MappingLimits limits;
  limits.most_walked = limits.most_mappings = 0;
  probe_ = std::make_unique<MappingProbe>(proc_.root(), limits);
  put(4711, 10);
  read(10);
  EXPECT_THAT(last_.processes, IsEmpty());
  EXPECT_THAT(last_.notes, ElementsAre(HasSubstr("too many")));
}

TEST_F(MappingProbeTest, of_very_many_processes_reads_a_bounded_number_and_says_so) {
  for (int pid = 100; pid < 200; ++pid) put(pid, 10);
  for (int i = 0; i < 100; ++i) read(10 + i);
  for (int pid = 100; pid < 200; ++pid) put(pid, 11);
  read_last(200);
  EXPECT_THAT(last_.processes, SizeIs(MappingProbe::kMostProcesses));
  EXPECT_THAT(last_.notes, ElementsAre(HasSubstr("64 processes")));
}

// Without the right to look into other processes for as long as it lives.
class AsNobody {
 public:
  AsNobody() { was_root_ = geteuid() == 0 && seteuid(65534) == 0; }
  ~AsNobody() {
    if (was_root_ && seteuid(0) != 0) std::abort();
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  bool was_root_ = false;
};

TEST_F(MappingProbeTest, says_what_it_may_not_read) {
  probe_ = std::make_unique<MappingProbe>();
  ProcessSample sample;
  sample.pid = 1;
  sample.life = 1;
  sample.command = "init";
  samples_ = {sample};
  const AsNobody nobody;
  read(10);
  EXPECT_THAT(last_.notes, ElementsAre(HasSubstr("the mappings of init 1 may not be read: run plimsoll as")));
  EXPECT_FALSE(read_last(60)) << "once is enough";
}

// A real process that grows in one kind of memory on cue.
class RealProcess : public ::testing::Test {
 protected:
  static MappingClass most_grown(void (*grow)()) {
    Puppet puppet([grow](Stage& stage) {
      for (;;) {
        if (stage.await_cue() == "grow") grow();
        stage.answer("done");
      }
    });
    puppet.ask("settle");
    MappingProbe probe;
    const ProcessReader reader;
    ProbeMoment moment;
    moment.warmed_up = true;
    auto samples = samples_of(puppet.pid(), reader);
    moment.processes = &samples;
    moment.t_s = 60;
    probe.read(moment);
    puppet.ask("grow");
    samples = samples_of(puppet.pid(), reader);
    moment.is_last = true;
    const auto mappings = probe.read(moment).mappings;
    if (!mappings || mappings->processes.size() != 1 || mappings->processes[0].grown.empty()) {
      ADD_FAILURE() << "nothing was told to have grown";
      return MappingClass::other;
    }
    return mappings->processes[0].grown[0].kind;
  }
  static std::vector<ProcessSample> samples_of(int pid, const ProcessReader& reader) {
    ProcessSample sample;
    sample.pid = pid;
    sample.life = 1;
    const auto memory = reader.memory(pid);
    sample.rss_bytes = memory->rss_bytes;
    sample.anon_bytes = memory->rss_anon_bytes;
    sample.shmem_bytes = memory->rss_shmem_bytes;
    const auto stat = reader.stat(pid);
    sample.threads = stat->threads;
    sample.start_ticks = stat->start_ticks;
    return {sample};
  }
};

constexpr std::size_t kMuch = 4 << 20;

TEST_F(RealProcess, that_maps_anonymous_memory) {
  EXPECT_EQ(most_grown([] { test::touch_memory(kMuch); }), MappingClass::anonymous);
}

TEST_F(RealProcess, whose_heap_grows) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "ThreadSanitizer moves the heap, and the kernel no longer names it";
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
  GTEST_SKIP() << "ThreadSanitizer moves the heap, and the kernel no longer names it";
#endif
#endif
  EXPECT_EQ(most_grown([] {
              char* more = static_cast<char*>(sbrk(kMuch));
              for (std::size_t i = 0; i < kMuch; i += 4096) more[i] = 1;
            }),
            MappingClass::heap);
}

TEST_F(RealProcess, that_shares_memory) {
  EXPECT_EQ(most_grown([] {
              if (mmap(nullptr, kMuch, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_POPULATE, -1, 0) ==
                  MAP_FAILED)
                _exit(3);
            }),
            MappingClass::shared_memory);
}

}  // namespace plimsoll::mapping_probe_test
