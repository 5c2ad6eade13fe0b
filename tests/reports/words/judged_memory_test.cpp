#include "reports/words/judged_memory.h"

#include <gtest/gtest.h>

namespace plimsoll::judged_memory_test {

// Life 1 stays; life 2 is there for the second half, if at all.
MonitorRecord monitor_of(bool second_life) {
  MonitorRecord monitor;
  for (int i = 0; i < 100; ++i) {
    MemoryRow row;
    row.t_s = i;
    row.life = 1;
    row.warmup = i < 10;
    row.anon_bytes = 1000 + i;
    monitor.rows.push_back(row);
    if (!second_life || i < 50) continue;
    row.life = 2;
    row.anon_bytes = 5000;
    monitor.rows.push_back(row);
  }
  return monitor;
}

LeakRecord leak_with_model() {
  LeakRecord leak;
  leak.series = "anon_bytes";
  leak.verdict.model = Model{};
  return leak;
}

TEST(JudgedMemory, is_that_of_the_processes_that_stayed) {
  const auto points = stayed_memory(monitor_of(true), leak_with_model());
  ASSERT_EQ(points.size(), 90U);
  EXPECT_EQ(points.front(), (ModelPoint{10, 1010}));
  EXPECT_EQ(points.back(), (ModelPoint{99, 1099}));
}

TEST(JudgedMemory, is_not_drawn_apart_where_it_is_the_whole_tree_or_there_is_no_model) {
  EXPECT_TRUE(stayed_memory(monitor_of(false), leak_with_model()).empty());
  LeakRecord without_model = leak_with_model();
  without_model.verdict.model.reset();
  EXPECT_TRUE(stayed_memory(monitor_of(true), without_model).empty());
}

}  // namespace plimsoll::judged_memory_test
