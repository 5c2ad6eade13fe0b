// `plimsoll run` of a service that uses a GPU, as a library that stands in for NVIDIA's tells it.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/fake_gpu.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::test::gpu_run_test {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr double kBoard = 16.0 * (1 << 30);

class GpuRun : public ::testing::Test {
 protected:
  ProcessResult run(const std::string& library = FAKE_NVML) const {
    ChildOptions options;
    options.environment = {{"PLIMSOLL_NVML", library}};
    return run_process({PLIMSOLL_BINARY, "run", target_.url() + "/health", "-t", "2s", "--wait", "10ms", "--out",
                        (folder_.path() / "out").string()},
                       options);
  }
  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }

  std::vector<std::string> series() const {
    std::vector<std::string> names;
    const auto stored = record();
    for (const auto& one : stored["monitors"][0]["series"]) names.push_back(one["name"]);
    return names;
  }

  DemoTarget target_;
  TempFolder folder_;
};

TEST_F(GpuRun, has_the_memory_of_the_service_in_its_record_and_a_verdict_on_it) {
  FakeGpu gpu(fmt::format("board 0 {:.0f} 700 25\ncompute 0 {} 5000000 1000\n", kBoard, target_.pid()));
  const auto result = run();
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(series(), ::testing::IsSupersetOf({"gpu_bytes", "gpu0_used_bytes", "gpu0_total_bytes"}));
  bool judged = false;
  const auto stored = record();
  for (const auto& leak : stored["leaks"]) judged = judged || leak["series"] == "gpu_bytes";
  EXPECT_TRUE(judged) << stored["leaks"].dump(1);
  EXPECT_THAT(folder_.read("out/memory.csv"), HasSubstr("gpu_bytes"));
  EXPECT_THAT(stored["monitors"][0]["events"].dump(), HasSubstr("gpu0 is Fake Board"));
}

TEST_F(GpuRun, has_no_gpu_series_where_the_service_uses_none) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 1 5000000\n");
  EXPECT_EQ(run().exit_code, 0);
  EXPECT_THAT(series(), ::testing::Not(::testing::Contains("gpu_bytes")));
}

TEST_F(GpuRun, goes_on_without_where_the_driver_does_not_work) {
  FakeGpu gpu("board 0 8000 700 25\nfail init 9\n");
  const auto result = run();
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(record()["measurement"].dump(),
              HasSubstr("GPU memory is not watched: NVIDIA's library: it does not start"));
  EXPECT_THAT(series(), ::testing::Contains("anon_bytes"));
}

}  // namespace plimsoll::test::gpu_run_test
