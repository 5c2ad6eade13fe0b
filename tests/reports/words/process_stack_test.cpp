#include "reports/words/process_stack.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::process_stack_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::SizeIs;

struct Reading {
  double t_s;
  std::uint64_t life;
  int pid;
  std::optional<double> anon_bytes;
};

MonitorRecord monitor_of(const std::vector<Reading>& readings) {
  MonitorRecord monitor;
  for (const auto& reading : readings) {
    MemoryRow row;
    row.t_s = reading.t_s;
    row.life = reading.life;
    row.pid = reading.pid;
    row.anon_bytes = reading.anon_bytes;
    row.rss_bytes = 5000;
    monitor.rows.push_back(row);
  }
  return monitor;
}

std::vector<std::string> names(const ProcessStack& stack) {
  std::vector<std::string> out;
  for (const auto& band : stack.bands) out.push_back(band.name);
  return out;
}

TEST(ProcessStack, tells_the_main_process_from_its_workers) {
  auto monitor = monitor_of({{0, 1, 71, 100}, {0, 2, 72, 50}});
  monitor.processes.resize(2);
  monitor.processes[0].life = 1;
  monitor.processes[0].is_root = true;
  monitor.processes[1].life = 2;
  EXPECT_THAT(names(process_stack(monitor)), ElementsAre("71 main", "72"));
}

TEST(ProcessStack, has_a_band_for_each_process_in_order_of_appearance) {
  const auto stack = process_stack(monitor_of({{0, 2, 20, 7.0}, {0, 1, 10, 1.0}, {1, 1, 10, 2.0}, {1, 2, 20, 8.0}}));
  EXPECT_EQ(stack.series, "anon_bytes");
  EXPECT_THAT(stack.t_s, ElementsAre(0, 1));
  ASSERT_THAT(names(stack), ElementsAre("20", "10"));
  EXPECT_THAT(stack.bands[1].bytes, ElementsAre(Optional(1.0), Optional(2.0)));
}

TEST(ProcessStack, leaves_a_gap_where_a_process_was_not_there) {
  const auto stack = process_stack(monitor_of({{0, 1, 10, 1.0}, {1, 1, 10, 1.0}, {1, 2, 20, 4.0}, {2, 2, 20, 5.0}}));
  EXPECT_THAT(stack.bands[0].bytes, ElementsAre(Optional(1.0), Optional(1.0), std::nullopt));
  EXPECT_THAT(stack.bands[1].bytes, ElementsAre(std::nullopt, Optional(4.0), Optional(5.0)));
}

TEST(ProcessStack, tells_lives_of_one_number_apart) {
  EXPECT_THAT(names(process_stack(monitor_of({{0, 1, 10, 1.0}, {1, 2, 10, 1.0}}))), ElementsAre("10", "10 (2)"));
}

TEST(ProcessStack, names_lives_of_a_trace_without_process_numbers_by_themselves) {
  EXPECT_THAT(names(process_stack(monitor_of({{0, 4711, 0, 1.0}, {0, 4712, 0, 1.0}}))), ElementsAre("4711", "4712"));
}

TEST(ProcessStack, adds_up_all_but_the_largest) {
  std::vector<Reading> readings;
  for (int i = 1; i <= 12; ++i) readings.push_back({0, static_cast<std::uint64_t>(i), i, i % 4 == 0 ? 100.0 : 1.0});
  const auto stack = process_stack(monitor_of(readings), 3);
  ASSERT_THAT(names(stack), ElementsAre("4", "8", "12", "9 others"));
  EXPECT_THAT(stack.bands.back().bytes, ElementsAre(Optional(9.0)));
}

TEST(ProcessStack, takes_no_room_for_each_of_very_many_short_lives) {
  std::vector<Reading> readings;
  for (int i = 1; i <= 30000; ++i) readings.push_back({static_cast<double>(i), static_cast<std::uint64_t>(i), i, 1.0});
  const auto stack = process_stack(monitor_of(readings));
  EXPECT_THAT(stack.bands, SizeIs(9));
  EXPECT_EQ(stack.bands.back().name, "29,992 others");
  EXPECT_EQ(stack.t_s.size(), 30000U);
}

TEST(ProcessStack, of_equals_keeps_the_first) {
  std::vector<Reading> readings;
  for (int i = 1; i <= 5; ++i) readings.push_back({0, static_cast<std::uint64_t>(i), i, 1.0});
  EXPECT_THAT(names(process_stack(monitor_of(readings), 2)), ElementsAre("1", "2", "3 others"));
}

TEST(ProcessStack, is_empty_for_a_single_process_and_for_the_whole) {
  EXPECT_THAT(process_stack(monitor_of({{0, 1, 10, 1.0}, {1, 1, 10, 1.0}})).bands, IsEmpty());
  EXPECT_THAT(process_stack(monitor_of({{0, 1, 10, 1.0}, {0, 0, 0, 9.0}})).bands, IsEmpty());
  EXPECT_THAT(process_stack(MonitorRecord{}).bands, IsEmpty());
}

TEST(ProcessStack, is_of_resident_memory_where_nothing_better_was_read) {
  const auto stack = process_stack(monitor_of({{0, 1, 10, std::nullopt}, {0, 2, 20, std::nullopt}}));
  EXPECT_EQ(stack.series, "rss_bytes");
  EXPECT_THAT(stack.bands[0].bytes, ElementsAre(Optional(5000.0)));
}

TEST(ProcessStack, thinned_keeps_whole_instants_and_the_highest_of_them) {
  std::vector<Reading> readings;
  for (int i = 0; i < 5000; ++i) {
    readings.push_back({static_cast<double>(i), 1, 10, i == 3333 ? 900.0 : 10.0});
    readings.push_back({static_cast<double>(i), 2, 20, 10.0 + i});
  }
  const auto whole = process_stack(monitor_of(readings));
  const auto stack = thinned(whole, 100);
  ASSERT_LE(stack.t_s.size(), 102U);
  ASSERT_THAT(stack.bands, SizeIs(2));
  bool has_peak = false;
  for (std::size_t i = 0; i < stack.t_s.size(); ++i) {
    EXPECT_EQ(stack.bands[1].bytes[i], 10 + stack.t_s[i]);
    has_peak = has_peak || stack.bands[0].bytes[i] == 900.0;
  }
  EXPECT_TRUE(has_peak);
  EXPECT_EQ(stack.t_s.front(), 0);
  EXPECT_EQ(stack.t_s.back(), 4999);
}

}  // namespace plimsoll::process_stack_test
