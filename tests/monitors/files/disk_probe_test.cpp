#include "monitors/files/disk_probe.h"
#include "tests/monitors/processes/no_descriptors.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace plimsoll::disk_probe_test {

using namespace std::chrono_literals;
using Kind = ProcessEvent::Kind;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

double blocks_of(const std::filesystem::path& path) {
  struct stat info {};
  EXPECT_EQ(lstat(path.c_str(), &info), 0);
  return static_cast<double>(info.st_blocks) * 512;
}

class Disk : public testing::Test {
 protected:
  ProbeReading read(DiskProbe& probe) { return probe.read({now += 1s, 0}); }
  static double value(const ProbeReading& reading, const std::string& name) {
    for (const auto& one : reading.values)
      if (one.name == name) return one.value;
    return -1;
  }

  test::TempFolder folder;
  Instant now = Instant{} + 1h;
};

TEST_F(Disk, adds_up_what_files_take_a_file_with_two_names_once) {
  const std::string text(100'000, 'x');
  const auto root = folder.path() / "root";
  const auto elsewhere = folder.write("elsewhere/big", text);
  const auto one = folder.write("root/a/one", text);
  const auto two = folder.write("root/two", "short");
  std::filesystem::create_hard_link(one, root / "one_again");
  std::filesystem::create_directory_symlink(elsewhere.parent_path(), root / "link");
  std::filesystem::create_symlink(elsewhere, root / "file_link");
  const double expected = blocks_of(root) + blocks_of(root / "a") + blocks_of(one) + blocks_of(two) +
                          blocks_of(root / "link") + blocks_of(root / "file_link");
  DiskProbe probe(root.string());
  const auto reading = read(probe);
  EXPECT_EQ(value(reading, "disk_bytes"), expected);
  EXPECT_EQ(value(reading, "disk_files"), 4);
  EXPECT_TRUE(reading.values.at(0).judged);
  EXPECT_THAT(reading.events, IsEmpty());

  const auto added = folder.write("root/a/new", text);
  EXPECT_EQ(value(read(probe), "disk_bytes"), expected + blocks_of(added));
}

TEST_F(Disk, follows_the_path_itself_and_reads_a_single_file) {
  const auto file = folder.write("log", std::string(50'000, 'x'));
  std::filesystem::create_symlink(file, folder.path() / "current");
  DiskProbe probe((folder.path() / "current").string());
  const auto reading = read(probe);
  EXPECT_EQ(value(reading, "disk_bytes"), blocks_of(file));
  EXPECT_EQ(value(reading, "disk_files"), 1);
}

TEST_F(Disk, has_a_gap_where_plimsoll_has_no_descriptor_left_for_a_folder) {
  const auto root = folder.path() / "root";
  const auto one = folder.write("root/a/one", std::string(100'000, 'x'));
  DiskProbe probe(root.string(), 1);
  EXPECT_TRUE(read(probe).unknown) << "the walk is under way";
  std::vector<std::string> told;
  {
    const test::NoDescriptors none;
    for (int entry = 0; entry < 3; ++entry) {
      const auto reading = read(probe);
      EXPECT_TRUE(reading.unknown);
      EXPECT_THAT(reading.values, IsEmpty());
      for (const auto& event : reading.events) told.push_back(event.message);
    }
  }
  EXPECT_THAT(told, testing::Contains(HasSubstr("could not be added up for want of descriptors")));
  EXPECT_THAT(told, testing::Not(testing::Contains(HasSubstr("may not be read"))));
  ProbeReading whole;
  for (int entry = 0; entry < 20 && whole.values.empty(); ++entry) whole = read(probe);
  EXPECT_EQ(value(whole, "disk_bytes"), blocks_of(root) + blocks_of(root / "a") + blocks_of(one));
}

TEST_F(Disk, goes_on_at_the_next_reading_where_there_is_too_much_for_one) {
  for (int i = 0; i < 25; ++i) folder.write("d" + std::to_string(i) + "/f", "x");
  DiskProbe probe(folder.path().string(), 40);
  int readings = 1;
  std::vector<ProcessEvent> events;
  auto reading = read(probe);
  for (; reading.values.empty() && readings < 50; ++readings) {
    EXPECT_TRUE(reading.unknown);
    events.insert(events.end(), reading.events.begin(), reading.events.end());
    reading = probe.read({now += 1ms, 0});
  }
  EXPECT_EQ(value(reading, "disk_files"), 25);
  EXPECT_EQ(readings, 4);  // each of 26 folders has two names of its own and an end
  ASSERT_THAT(events, SizeIs(1));
  EXPECT_THAT(events[0].message, HasSubstr("added up over several readings, 40 entries at each"));
}

TEST_F(Disk, leaves_a_gap_and_tells_it_once_where_the_path_is_gone) {
  const auto path = folder.path() / "cache";
  folder.write("cache/file", "x");
  DiskProbe probe(path.string());
  EXPECT_EQ(value(read(probe), "disk_files"), 1);
  std::filesystem::remove_all(path);
  const auto gone = read(probe);
  EXPECT_THAT(gone.values, IsEmpty());
  ASSERT_THAT(gone.events, SizeIs(1));
  EXPECT_EQ(gone.events[0].kind, Kind::unread);
  EXPECT_THAT(gone.events[0].message, HasSubstr("No such file or directory"));
  EXPECT_THAT(read(probe).events, IsEmpty());
  folder.write("cache/file", "x");
  EXPECT_EQ(value(read(probe), "disk_files"), 1);
}

TEST_F(Disk, tells_folders_that_lie_too_deep) {
  std::string path;
  for (std::size_t i = 0; i < DiskUsageWalk::kMaxDepth + 5; ++i) path += "d/";
  folder.write(path + "f", "x");
  DiskProbe probe(folder.path().string());
  const auto reading = read(probe);
  EXPECT_EQ(value(reading, "disk_files"), 0);
  ASSERT_THAT(reading.events, SizeIs(1));
  EXPECT_THAT(reading.events[0].message, HasSubstr("1 folders below"));
}

TEST_F(Disk, reads_once_a_second) {
  DiskProbe probe(folder.path().string());
  int due = 0;
  for (int i = 0; i < 20; ++i) due += !probe.read({now += 500ms, 0}).unknown;
  EXPECT_EQ(due, 10);
}

}  // namespace plimsoll::disk_probe_test
