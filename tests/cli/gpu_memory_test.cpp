// GPU memory of a watched service, from a library that stands in for NVIDIA's to the verdict.

#include "conduct/watching/judged_monitor.h"
#include "monitors/gpu/gpu_probe.h"
#include "monitors/sampling/sample_folder.h"
#include "tests/support/fake_gpu.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <functional>

namespace plimsoll::test::gpu_memory_test {

constexpr double kMebibyte = 1 << 20;
constexpr double kBoard = 16 * 1024 * kMebibyte;

std::string state_of(int pid, double bytes) {
  return fmt::format("board 0 {:.0f} {:.0f} 50\ncompute 0 {} {:.0f}\n", kBoard, bytes, pid, bytes);
}

// What is said of a service that holds so much GPU memory at each second, under an even load.
LeakRecord judged(int seconds, const std::function<double(int)>& bytes_at) {
  FakeGpu gpu(state_of(70, bytes_at(0)));
  GpuSources sources;
  sources.nvml_library = FAKE_NVML;
  sources.render_nodes = "/nowhere";
  const auto setup = open_gpu_probe(sources);
  SampleFolder folder(0);
  for (int second = 0; second < seconds; ++second) {
    gpu.tell(state_of(70, bytes_at(second)));
    ProbeReading reading;
    reading.processes.resize(1);
    reading.processes[0].pid = 70;
    reading.processes[0].life = 1;
    reading.processes[0].anon_bytes = std::uint64_t{100} << 20U;
    ProbeMoment moment;
    moment.processes = &reading.processes;
    const auto of_gpu = setup.probe->read(moment);
    reading.values = of_gpu.values;
    for (const auto& one : of_gpu.of_processes) reading.processes[0].*one.figure = one.value;
    SampleFolder::Moment at;
    at.t_s = second;
    at.load.requests_total = std::uint64_t{30} * static_cast<std::uint64_t>(second);
    folder.feed(at, reading);
  }
  auto results = folder.results();
  results.name = "service";
  for (const auto& leak : judge_monitor(std::move(results), {}, {}).leaks)
    if (leak.series == "gpu_bytes") return leak;
  ADD_FAILURE() << "gpu_bytes was not judged";
  return {};
}

TEST(GpuMemory, that_rises_with_the_requests_leaks_until_the_board_is_full) {
  const auto leak = judged(600, [](int second) { return (900 + second) * kMebibyte; });
  EXPECT_EQ(leak.verdict.verdict, Verdict::leaking) << leak.verdict.explanation;
  EXPECT_EQ(leak.unit, "bytes");
  EXPECT_EQ(leak.verdict.limit_bytes, kBoard);
  EXPECT_NEAR(leak.verdict.seconds_to_limit.value_or(0), (kBoard - 1500 * kMebibyte) / kMebibyte, 300);
  EXPECT_NEAR(leak.verdict.bytes_per_request.value_or(0), kMebibyte / 30, kMebibyte / 300);
}

// As frameworks do that never give back: a few larger requests, each asks for a block more, and then all fit.
TEST(GpuMemory, of_an_allocator_that_keeps_what_it_has_taken_is_no_leak) {
  const auto leak = judged(600, [](int second) {
    double blocks = 10;
    for (const int grown_at : {5, 14, 40, 95}) blocks += second >= grown_at;
    return (700 + 64 * blocks) * kMebibyte;
  });
  EXPECT_EQ(leak.verdict.verdict, Verdict::clean) << leak.verdict.explanation;
}

TEST(GpuMemory, that_stays_is_no_leak) {
  const auto leak = judged(200, [](int) { return 900 * kMebibyte; });
  EXPECT_EQ(leak.verdict.verdict, Verdict::clean) << leak.verdict.explanation;
}

}  // namespace plimsoll::test::gpu_memory_test
