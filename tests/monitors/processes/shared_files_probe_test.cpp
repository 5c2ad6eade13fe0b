#include "monitors/processes/shared_files_probe.h"
#include "tests/support/temp_folder.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace plimsoll::test::shared_files_probe_test {

using namespace std::chrono_literals;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// A service, process 7, whose /dev/shm the test writes.
class SharedFiles : public ::testing::Test {
 protected:
  SharedFiles() { std::filesystem::create_directories(shm()); }

  std::filesystem::path shm() const { return folder_.path() / "7" / "root" / "dev" / "shm"; }
  // As the service does, which keeps it open.
  void write(const std::string& name, std::size_t bytes) {
    write_unseen(name, bytes);
    hold(name);
  }
  void hold(const std::string& name) {
    const auto fds = folder_.path() / "7" / "fd";
    std::filesystem::create_directories(fds);
    std::filesystem::create_symlink(shm() / name, fds / std::to_string(next_fd_++));
  }
  void write_unseen(const std::string& name, std::size_t bytes) const {
    std::ofstream(shm() / name) << std::string(bytes, 'x') << std::flush;
    // Until they are written out, some file systems do not tell the blocks of a file.
    const int descriptor = open((shm() / name).c_str(), O_RDONLY | O_CLOEXEC);
    fsync(descriptor);
    close(descriptor);
  }
  ProbeReading read(SharedFilesProbe& probe) {
    ProbeMoment moment{now_ += 1s, 0};
    moment.processes = &processes_;
    return probe.read(moment);
  }
  SharedFilesProbe probe(std::size_t entries = 1000) const { return SharedFilesProbe(folder_.path(), entries); }

  TempFolder folder_;
  int next_fd_ = 3;
  std::vector<ProcessSample> processes_ = {[] {
    ProcessSample process;
    process.pid = 7;
    return process;
  }()};
  Instant now_ = Instant{} + 1h;
};

TEST_F(SharedFiles, that_came_and_stay_are_told) {
  write("from before", 8192);
  auto files = probe();
  EXPECT_THAT(read(files).values, IsEmpty());
  write("psm_1", 65536);
  for (int i = 0; i < 10; ++i) EXPECT_THAT(read(files).values, IsEmpty()) << "it may be gone soon";
  const auto grown = read(files);
  ASSERT_THAT(grown.values, SizeIs(1));
  EXPECT_EQ(grown.values[0].name, "shm_bytes");
  EXPECT_TRUE(grown.values[0].judged);
  EXPECT_GE(grown.values[0].value, 65536);
  std::filesystem::remove(shm() / "psm_1");
  const auto removed = read(files);
  ASSERT_THAT(removed.values, SizeIs(1));
  EXPECT_EQ(removed.values[0].value, 0);
}

TEST_F(SharedFiles, of_others_are_shown_and_accuse_nobody) {
  auto files = probe();
  read(files);
  write_unseen("of_another", 65536);
  std::vector<ProbeValue> values;
  for (int i = 0; i < 12; ++i) values = read(files).values;
  ASSERT_THAT(values, SizeIs(1));
  EXPECT_EQ(values[0].name, "shm_other_bytes");
  EXPECT_FALSE(values[0].judged);
  EXPECT_GE(values[0].value, 65536);
  hold("of_another");
  values = read(files).values;
  ASSERT_THAT(values, SizeIs(2));
  EXPECT_EQ(values[0].name, "shm_bytes");
  EXPECT_GE(values[0].value, 65536);
  EXPECT_EQ(values[1].value, 0);
}

TEST_F(SharedFiles, that_the_service_has_mapped_are_its_own_when_it_has_closed_them) {
  auto files = probe();
  read(files);
  write_unseen("mapped", 65536);
  struct stat info {};
  ASSERT_EQ(stat((shm() / "mapped").c_str(), &info), 0);
  std::ofstream(folder_.path() / "7" / "maps")
      << "7f0000000000-7f0000010000 rw-s 00000000 00:1b " << info.st_ino << "    /dev/shm/mapped\n";
  read(files);
  std::filesystem::remove(folder_.path() / "7" / "maps");  // it is unmapped, and lies there still
  std::vector<ProbeValue> values;
  for (int i = 0; i < 12; ++i) values = read(files).values;
  ASSERT_THAT(values, SizeIs(1));
  EXPECT_EQ(values[0].name, "shm_bytes");
  EXPECT_GE(values[0].value, 65536);
}

TEST_F(SharedFiles, that_come_and_go_are_not_told) {
  auto files = probe();
  for (int i = 0; i < 40; ++i) {
    if (i % 4 == 1) write("passed_on", 65536);
    if (i % 4 == 3) std::filesystem::rename(shm() / "passed_on", folder_.path() / ("gone " + std::to_string(i)));
    EXPECT_THAT(read(files).values, IsEmpty());
  }
}

TEST_F(SharedFiles, that_were_there_count_by_what_they_grow) {
  write("ring", 65536);
  write("other", 8192);
  auto files = probe();
  EXPECT_THAT(read(files).values, IsEmpty());
  const auto at_first = std::filesystem::file_size(shm() / "ring");
  write("ring", at_first + (1 << 20));
  const auto grown = read(files);
  ASSERT_THAT(grown.values, SizeIs(1));
  EXPECT_GE(grown.values[0].value, 1 << 20);
  EXPECT_LT(grown.values[0].value, (1 << 20) + 65536) << "what it had at first does not count";
  write("ring", 4096);
  EXPECT_EQ(read(files).values.at(0).value, 0) << "who shrinks does not make up for others";
  write("other", 8192 + 262144);
  EXPECT_GE(read(files).values.at(0).value, 262144);
}

TEST_F(SharedFiles, are_read_once_a_second) {
  auto files = probe();
  read(files);
  write("psm_1", 4096);
  for (int i = 0; i < 11; ++i) read(files);
  ProbeMoment soon{now_ + 500ms, 0};
  soon.processes = &processes_;
  EXPECT_THAT(files.read(soon).values, IsEmpty());
  EXPECT_THAT(read(files).values, SizeIs(1));
}

TEST_F(SharedFiles, that_are_many_are_added_up_over_several_readings) {
  auto files = probe(10);
  read(files);
  for (int i = 0; i < 25; ++i) write("psm_" + std::to_string(i), 4096);
  std::vector<double> told;
  for (int reading = 0; reading < 60; ++reading)
    for (const auto& value : read(files).values) told.push_back(value.value);
  ASSERT_THAT(told, Not(IsEmpty()));
  EXPECT_LT(told.size(), 30U);
  EXPECT_GE(told.back(), 25 * 4096);
}

TEST_F(SharedFiles, need_a_process_to_belong_to) {
  auto files = probe();
  processes_.clear();
  EXPECT_THAT(read(files).values, IsEmpty());
  processes_.resize(1);
  processes_[0].pid = 8;  // gone meanwhile
  EXPECT_THAT(read(files).values, IsEmpty());
}

}  // namespace plimsoll::test::shared_files_probe_test
