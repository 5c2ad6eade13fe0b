#include "monitors/gpu/gpu_probe.h"
#include "tests/monitors/fake_proc.h"
#include "tests/support/fake_gpu.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <utility>

namespace plimsoll::gpu_probe_test {

using namespace std::chrono_literals;
using test::FakeGpu;
using test::FakeProc;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

// A service of the processes 70 and 71, read once a second.
class Watched {
 public:
  explicit Watched(const std::string& library = FAKE_NVML) {
    proc.put({.pid = 70});
    proc.put({.pid = 71, .parent = 70});
    processes_.resize(2);
    processes_[0].pid = 70;
    processes_[1].pid = 71;
    GpuSources sources;
    sources.nvml_library = library;
    sources.proc = proc.root();
    sources.sys = proc.root().path;
    sources.render_nodes = proc.root().path;
    auto setup = open_gpu_probe(sources);
    note = setup.note;
    probe_ = std::move(setup.probe);
  }

  std::map<std::string, double> read() {
    ProbeMoment moment;
    moment.now = now_ += 1s;
    moment.processes = &processes_;
    auto reading = probe_->read(moment);
    std::map<std::string, double> values;
    for (const auto& value : reading.values) {
      values[value.name] = value.value;
      EXPECT_FALSE(value.judged);  // but the memory of each process is, which stands beside its other memory
    }
    of_pid.clear();
    for (const auto& [pid, figure, bytes] : reading.of_processes) {
      EXPECT_EQ(figure, &ProcessSample::gpu_bytes);
      of_pid[pid] = bytes;
      values["gpu_bytes"] += static_cast<double>(bytes);
    }
    for (const auto& event : reading.events) events.push_back(event.message);
    return values;
  }
  void end_all() { processes_.clear(); }

  FakeProc proc;
  std::string note;
  std::vector<std::string> events;
  std::map<int, std::uint64_t> of_pid;  // GPU memory at the last reading

 private:
  std::vector<ProcessSample> processes_;
  std::unique_ptr<Probe> probe_;
  Instant now_ = Instant{} + 1h;
};

TEST(GpuProbe, sums_what_the_processes_of_the_tree_use) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 70 400\ncompute 0 71 100\ncompute 0 99 5000\n");
  Watched service;
  EXPECT_THAT(service.read(), ElementsAre(Pair("gpu0_total_bytes", 8000), Pair("gpu0_used_bytes", 700),
                                          Pair("gpu0_utilisation", 0.25), Pair("gpu_bytes", 500)));
  EXPECT_THAT(service.events, ElementsAre("gpu0 is Fake Board, GPU-0"));
  EXPECT_THAT(service.of_pid, ElementsAre(Pair(70, 400), Pair(71, 100)));
}

TEST(GpuProbe, tells_nothing_of_a_service_that_uses_no_gpu_until_it_does) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 99 5000\n");
  Watched service;
  EXPECT_THAT(service.read(), IsEmpty());
  gpu.tell("board 0 8000 700 25\ncompute 0 71 100\n");
  for (int second = 1; second < 5; ++second) EXPECT_THAT(service.read(), IsEmpty());
  EXPECT_EQ(service.read().at("gpu_bytes"), 100);  // devices that nobody used are looked at every five seconds
  gpu.tell("board 0 8000 700 25\n");
  EXPECT_EQ(service.read().at("gpu_bytes"), 0);
  service.end_all();
  EXPECT_THAT(service.read(), IsEmpty());
}

TEST(GpuProbe, tells_devices_apart_where_several_are_used) {
  FakeGpu gpu("board 0 8000 700 25\nboard 1 9000 0 5\nboard 2 1 1 1\ncompute 0 70 400\ncompute 1 70 30\n");
  Watched service;
  const auto values = service.read();
  EXPECT_EQ(values.at("gpu_bytes"), 430);
  EXPECT_EQ(values.at("gpu0_bytes"), 400);
  EXPECT_EQ(values.at("gpu1_bytes"), 30);
  EXPECT_THAT(service.of_pid, ElementsAre(Pair(70, 430), Pair(71, 0)));  // on all devices
  EXPECT_EQ(values.at("gpu1_total_bytes"), 9000);
  EXPECT_FALSE(values.contains("gpu2_total_bytes"));
}

TEST(GpuProbe, tells_instances_of_a_divided_board_apart) {
  FakeGpu gpu("board 0 8000 700 25\nmig 0 1\nmig 0 2\ncompute 0/1 70 400\ncompute 0/2 71 30\n");
  Watched service;
  const auto values = service.read();
  EXPECT_EQ(values.at("gpu_bytes"), 430);
  EXPECT_EQ(values.at("gpu0_mig1_bytes"), 400);
  EXPECT_EQ(values.at("gpu0_mig2_bytes"), 30);
  EXPECT_FALSE(values.contains("gpu0_mig1_utilisation"));
}

TEST(GpuProbe, has_a_gap_and_says_once_why_where_the_driver_does_not_tell) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 70 400\ncompute 0 71 unknown\n");
  Watched service;
  for (int i = 0; i < 3; ++i) {
    const auto values = service.read();
    EXPECT_FALSE(values.contains("gpu_bytes"));
    EXPECT_EQ(values.at("gpu0_used_bytes"), 700);
  }
  ASSERT_EQ(service.events.size(), 2U);
  EXPECT_THAT(service.events[1], HasSubstr("does not tell how much memory each process uses"));
}

TEST(GpuProbe, has_a_gap_and_says_once_that_a_board_was_lost) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 70 400\n");
  Watched service;
  EXPECT_EQ(service.read().at("gpu_bytes"), 400);
  gpu.tell("board 0 8000 700 25\nfail processes 15\nfail memory 15\n");
  EXPECT_FALSE(service.read().contains("gpu_bytes"));
  EXPECT_FALSE(service.read().contains("gpu_bytes"));
  ASSERT_EQ(service.events.size(), 2U);
  EXPECT_THAT(service.events[1],
              HasSubstr("gpu0: NVIDIA's library: it does not tell who uses the device: GPU is lost"));
}

TEST(GpuProbe, adds_devices_of_other_makers_after_nvidias) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 70 400\n");
  Watched service;
  service.proc.hold_file(71, 5, "/dev/dri/renderD128");
  service.proc.write("71/fdinfo/5",
                     "drm-driver: amdgpu\ndrm-client-id: 4\ndrm-pdev: 0000:03:00.0\ndrm-memory-vram: 2 KiB\n");
  service.proc.write("bus/pci/devices/0000:03:00.0/mem_info_vram_total", "17163091968\n");
  const auto values = service.read();
  EXPECT_EQ(values.at("gpu_bytes"), 400 + 2048);
  EXPECT_EQ(values.at("gpu1_bytes"), 2048);
  EXPECT_THAT(service.of_pid, ElementsAre(Pair(70, 400), Pair(71, 2048)));
  EXPECT_EQ(values.at("gpu1_total_bytes"), 17163091968.0);
  EXPECT_THAT(service.events, ElementsAre("gpu0 is Fake Board, GPU-0", "gpu1 is amdgpu 0000:03:00.0"));
}

TEST(GpuProbe, does_without_nvidias_library) {
  Watched service("libnvidia-ml-that-is-nowhere.so");
  EXPECT_THAT(service.note, HasSubstr("libnvidia-ml-that-is-nowhere.so: expected NVIDIA's library"));
  service.proc.hold_file(71, 5, "/dev/dri/renderD128");
  service.proc.write("71/fdinfo/5",
                     "drm-driver: xe\ndrm-client-id: 4\ndrm-pdev: 0000:03:00.0\ndrm-resident-vram0: 2 KiB\n");
  EXPECT_EQ(service.read().at("gpu_bytes"), 2048);
}

TEST(GpuProbe, is_not_there_where_there_is_no_gpu) {
  GpuSources nowhere;
  nowhere.render_nodes = "/nowhere";
  nowhere.nvml_library = FAKE_NVML;
  FakeGpu gpu("");
  const auto without_boards = open_gpu_probe(nowhere);
  EXPECT_EQ(without_boards.probe, nullptr);
  EXPECT_EQ(without_boards.note, "");
  gpu.tell("board 0 1 1 1\nfail init 9\n");
  const auto without_driver = open_gpu_probe(nowhere);
  EXPECT_EQ(without_driver.probe, nullptr);
  EXPECT_THAT(without_driver.note, HasSubstr("GPU memory is not watched: "));
  EXPECT_THAT(without_driver.note, HasSubstr("Driver Not Loaded"));
}

}  // namespace plimsoll::gpu_probe_test
