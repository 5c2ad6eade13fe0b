#include "monitors/sampling/memory_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

namespace plimsoll::memory_rows_test {

using testing::SizeIs;

std::vector<MemoryRow> instant(int i, std::vector<MemoryRow> rows) {
  for (auto& row : rows) {
    row.t_s = 0.5 * i;
    row.requests_total = static_cast<std::uint64_t>(i);
    row.requests_by_name = {row.requests_total};
  }
  return rows;
}

MemoryRow life(std::uint64_t number, double bytes) {
  MemoryRow row;
  row.life = number;
  row.anon_bytes = bytes;
  row.rss_bytes = 2 * bytes;
  return row;
}

TEST(MemoryRows, keeps_all_there_is_while_there_is_room) {
  MemoryRows rows({100, 4});
  for (int i = 0; i < 50; ++i) rows.add(instant(i, {life(1, 1000 + i), life(2, 500)}));
  ASSERT_THAT(rows.rows(), SizeIs(100));
  EXPECT_EQ(rows.size(), 100U);
  EXPECT_EQ(rows.rows()[99].requests_total, 49U);
  EXPECT_EQ(rows.rows()[98].anon_bytes, 1049.0);
  EXPECT_THAT(rows.rows()[99].requests_by_name, testing::ElementsAre(49));  // of every row, though kept once
}

TEST(MemoryRows, stays_within_its_capacity_and_keeps_whole_instants_in_order_first_and_last) {
  constexpr int kInstants = 100'000;
  MemoryRows rows({1000, 4});
  double least = INFINITY, greatest = 0;
  for (int i = 0; i < kInstants; ++i) {
    const double noise = i == 40'000 ? -900 : i == 77'777 ? 9000 : 10 * std::sin(i);
    const double sum = 2500 + noise;
    least = std::min(least, sum);
    greatest = std::max(greatest, sum);
    rows.add(instant(i, {life(1, 1500 + noise), life(2, 1000)}));
    ASSERT_LE(rows.size(), 1002U);
  }
  std::map<double, double> sums;
  std::map<double, int> lives;
  double before = -1;
  for (const auto& row : rows.rows()) {
    EXPECT_GE(row.t_s, before);
    before = row.t_s;
    sums[row.t_s] += *row.anon_bytes;
    ++lives[row.t_s];
    EXPECT_EQ(row.requests_total, static_cast<std::uint64_t>(row.t_s * 2));  // a count belongs to its instant
  }
  for (const auto& [t_s, count] : lives) EXPECT_EQ(count, 2) << t_s;
  EXPECT_EQ(sums.begin()->first, 0);
  EXPECT_EQ(sums.rbegin()->first, 0.5 * (kInstants - 1));
  EXPECT_GT(sums.size(), 240U);
  double kept_least = INFINITY, kept_greatest = 0;
  for (const auto& [t_s, sum] : sums) {
    kept_least = std::min(kept_least, sum);
    kept_greatest = std::max(kept_greatest, sum);
  }
  EXPECT_EQ(kept_least, least);
  EXPECT_EQ(kept_greatest, greatest);
}

TEST(MemoryRows, is_as_dense_at_the_end_as_at_the_beginning) {
  MemoryRows rows({1000, 4});
  for (int i = 0; i < 30'000; ++i) rows.add(instant(i, {life(1, 1000 + i % 13)}));
  std::map<int, int> tenths;
  for (const auto& row : rows.rows()) ++tenths[static_cast<int>(row.t_s / 1500)];
  ASSERT_THAT(tenths, SizeIs(10));
  for (const auto& [tenth, count] : tenths) EXPECT_NEAR(count, tenths[0], 0.15 * tenths[0]) << tenth;
}

TEST(MemoryRows, thins_flat_memory_evenly) {
  MemoryRows rows({1000, 4});
  for (int i = 0; i < 10'000; ++i) rows.add(instant(i, {life(1, 1000)}));
  EXPECT_GE(rows.size(), 400U);
  EXPECT_LE(rows.size(), 1001U);
}

TEST(MemoryRows, compares_what_the_same_processes_hold_when_one_comes_or_goes) {
  MemoryRows rows({6, 2});
  // The peak of the process that stays is at the second instant; with the third's guest the sum is greatest there.
  rows.add(instant(0, {life(1, 100)}));
  rows.add(instant(1, {life(1, 100)}));
  rows.add(instant(2, {life(1, 500)}));
  rows.add(instant(3, {life(1, 200), life(2, 900)}));
  rows.add(instant(4, {life(1, 100)}));
  rows.add(instant(5, {life(1, 100)}));
  std::set<double> kept;
  for (const auto& row : rows.rows()) kept.insert(row.t_s);
  EXPECT_TRUE(kept.contains(1.0));  // the greatest of the first four
  EXPECT_FALSE(kept.contains(1.5));
}

TEST(MemoryRows, keeps_a_least_number_of_instants_of_a_crowd) {
  MemoryRows rows({100, 64});
  for (int i = 0; i < 500; ++i) {
    std::vector<MemoryRow> crowd;
    for (std::uint64_t number = 1; number <= 50; ++number) crowd.push_back(life(number, 1000 + i));
    rows.add(instant(i, std::move(crowd)));
  }
  EXPECT_GE(rows.size(), 32U * 50);
  EXPECT_LE(rows.size(), 65U * 50);
}

TEST(MemoryRows, leaves_out_an_instant_without_a_process) {
  MemoryRows rows;
  rows.add(instant(0, {}));
  EXPECT_TRUE(rows.empty());
  EXPECT_THAT(rows.rows(), testing::IsEmpty());
}

}  // namespace plimsoll::memory_rows_test
