#include "monitors/gpu/nvml.h"
#include "tests/support/fake_gpu.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace plimsoll::nvml_test {

using test::FakeGpu;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::unique_ptr<Nvml> open_fake(const char* library = FAKE_NVML) {
  auto nvml = Nvml::open(library);
  if (nvml.has_error()) ADD_FAILURE() << nvml.error().message;
  return nvml.has_value() ? std::move(*nvml) : nullptr;
}

std::vector<std::pair<int, std::uint64_t>> processes_of(const Nvml& nvml, std::size_t device) {
  std::vector<std::pair<int, std::uint64_t>> found;
  const auto processes = nvml.processes(nvml.devices().at(device));
  if (processes.has_error()) ADD_FAILURE() << processes.error().message;
  if (processes.has_value())
    for (const auto& process : *processes) found.emplace_back(process.pid, process.bytes.value_or(0));
  return found;
}

TEST(Nvml, is_nothing_where_the_library_is_absent) {
  const auto nvml = Nvml::open("libnvidia-ml-that-is-nowhere.so");
  ASSERT_TRUE(nvml.has_value());
  EXPECT_EQ(*nvml, nullptr);
}

TEST(Nvml, says_why_a_library_that_is_there_does_not_start) {
  FakeGpu gpu("board 0 1000 10 5\nfail init 9\n");
  const auto nvml = Nvml::open(FAKE_NVML);
  ASSERT_TRUE(nvml.has_error());
  EXPECT_EQ(nvml.error().message, "NVIDIA's library: it does not start: Driver Not Loaded");
}

TEST(Nvml, refuses_a_library_of_something_else) {
  const auto nvml = Nvml::open("libc.so.6");
  ASSERT_TRUE(nvml.has_error());
  EXPECT_THAT(nvml.error().message, HasSubstr("lacks functions"));
}

TEST(Nvml, tells_boards_their_memory_and_how_busy_they_are) {
  FakeGpu gpu("board 0 8000 700 25\nboard 1 9000 0 0\n");
  const auto nvml = open_fake();
  ASSERT_EQ(nvml->devices().size(), 2U);
  EXPECT_EQ(nvml->devices()[1].name, "gpu1");
  EXPECT_EQ(nvml->devices()[1].model, "Fake Board, GPU-1");
  const auto memory = nvml->memory(nvml->devices()[0]);
  ASSERT_TRUE(memory);
  EXPECT_EQ(memory->used_bytes, 700U);
  EXPECT_EQ(memory->total_bytes, 8000U);
  EXPECT_EQ(nvml->utilisation(nvml->devices()[0]), 0.25);
}

TEST(Nvml, counts_a_process_that_computes_and_draws_once) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 70 400\ncompute 0 71 100\ngraphics 0 70 400\ngraphics 0 72 9\n");
  EXPECT_THAT(processes_of(*open_fake(), 0),
              UnorderedElementsAre(std::pair(70, 400U), std::pair(71, 100U), std::pair(72, 9U)));
}

// Entries are of another size in each, which the library does not tell.
TEST(Nvml, reads_the_lists_of_every_version) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 70 400\ncompute 0 71 100\ncompute 0 72 9\n");
  for (const auto* library : {FAKE_NVML, FAKE_NVML_FIRST, FAKE_NVML_WIDE}) {
    const auto nvml = open_fake(library);
    EXPECT_THAT(processes_of(*nvml, 0), ElementsAre(std::pair(70, 400U), std::pair(71, 100U), std::pair(72, 9U)))
        << library;
    EXPECT_EQ(nvml->memory(nvml->devices()[0])->used_bytes, 700U) << library;
  }
}

TEST(Nvml, reads_lists_that_are_longer_than_it_thought) {
  std::string state = "board 0 8000 700 25\n";
  for (int pid = 1; pid <= 100; ++pid) state += fmt::format("compute 0 {} {}\n", pid, 10 * pid);
  FakeGpu gpu(state);
  for (const auto* library : {FAKE_NVML, FAKE_NVML_FIRST, FAKE_NVML_WIDE}) {
    const auto processes = processes_of(*open_fake(library), 0);
    ASSERT_EQ(processes.size(), 100U) << library;
    EXPECT_EQ(processes.back(), std::pair(100, std::uint64_t{1000})) << library;
  }
}

TEST(Nvml, has_a_gap_where_the_driver_does_not_tell) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 70 unknown\n");
  const auto nvml = open_fake();
  const auto processes = nvml->processes(nvml->devices()[0]);
  ASSERT_TRUE(processes.has_value());
  ASSERT_EQ(processes->size(), 1U);
  EXPECT_FALSE(processes->front().bytes);
}

TEST(Nvml, takes_the_instances_of_a_divided_board_for_devices) {
  FakeGpu gpu("board 0 8000 700 25\nboard 1 8000 0 0\nmig 0 1\nmig 0 5\ncompute 0/5 70 300\n");
  const auto nvml = open_fake();
  EXPECT_EQ(nvml->board_count(), 2U);
  std::vector<std::string> names;
  for (const auto& device : nvml->devices()) names.push_back(device.name);
  EXPECT_THAT(names, ElementsAre("gpu0_mig1", "gpu0_mig5", "gpu1"));
  EXPECT_TRUE(processes_of(*nvml, 0).empty());
  EXPECT_THAT(processes_of(*nvml, 1), ElementsAre(std::pair(70, 300U)));
  EXPECT_FALSE(nvml->utilisation(nvml->devices()[1]));
}

TEST(Nvml, names_instances_by_their_whole_number_and_counts_those_that_share_one) {
  FakeGpu gpu("board 0 8000 700 25\nmig 0 13\nmig 0 1\nmig 0 1\nmig 0 1\n");
  const auto nvml = open_fake();
  std::vector<std::string> names;
  for (const auto& device : nvml->devices()) names.push_back(device.name);
  EXPECT_THAT(names, ElementsAre("gpu0_mig13", "gpu0_mig1", "gpu0_mig1_1", "gpu0_mig1_2"));
}

TEST(Nvml, says_that_a_board_was_lost) {
  FakeGpu gpu("board 0 8000 700 25\ncompute 0 70 400\n");
  const auto nvml = open_fake();
  gpu.tell("fail processes 15\nfail memory 15\n");
  const auto processes = nvml->processes(nvml->devices()[0]);
  ASSERT_TRUE(processes.has_error());
  EXPECT_THAT(processes.error().message, HasSubstr("GPU is lost"));
  EXPECT_FALSE(nvml->memory(nvml->devices()[0]));
}

}  // namespace plimsoll::nvml_test
