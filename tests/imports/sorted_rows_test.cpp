// Rows of a log in order, whether they fit into memory or go through a file.

#include "imports/logs/sorted_rows.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace plimsoll::test::sorted_rows_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> visited(SortedRows& rows) {
  std::vector<std::string> all;
  const auto done = rows.visit([&](double instant_s, std::string_view row) -> Result<> {
    all.push_back(fmt::format("{} {}", instant_s, row));
    return {};
  });
  EXPECT_TRUE(done.has_value());
  return all;
}

TEST(SortedRows, come_by_their_instants_and_those_of_one_as_they_were_added) {
  for (const std::size_t most_kept : {std::size_t{0}, std::size_t{150}, SortedRows::kMostKept}) {
    SortedRows rows(most_kept);
    for (const auto& [instant_s, row] : std::vector<std::pair<double, std::string>>{
             {3, "a"}, {1.5, "b"}, {3, "c"}, {2, ""}, {1.5, std::string(200, 'x')}, {3, "d"}})
      ASSERT_TRUE(rows.add(instant_s, row).has_value());
    const auto expected = ElementsAre("1.5 b", "1.5 " + std::string(200, 'x'), "2 ", "3 a", "3 c", "3 d");
    EXPECT_THAT(visited(rows), expected) << most_kept;
    EXPECT_THAT(visited(rows), expected) << "once more";
    EXPECT_EQ(rows.size(), 6u);
    EXPECT_EQ(rows.first_s(), 1.5);
  }
}

TEST(SortedRows, of_many_parts_are_merged) {
  SortedRows rows(10'000);
  constexpr std::size_t kCount = 20'000;
  for (std::size_t i = 0; i < kCount; ++i)
    ASSERT_TRUE(rows.add(static_cast<double>(i * 7919 % kCount), std::to_string(i * 7919 % kCount)).has_value());
  std::size_t next = 0;
  const auto done = rows.visit([&](double instant_s, std::string_view row) -> Result<> {
    EXPECT_EQ(instant_s, static_cast<double>(next));
    EXPECT_EQ(row, std::to_string(next++));
    return {};
  });
  EXPECT_TRUE(done.has_value());
  EXPECT_EQ(next, kCount);
}

TEST(SortedRows, an_error_of_who_reads_them_ends_it) {
  SortedRows rows(0);
  for (const double instant_s : {1.0, 2.0}) ASSERT_TRUE(rows.add(instant_s, "row").has_value());
  int seen = 0;
  const auto done = rows.visit([&](double, std::string_view) -> Result<> { return ++seen, invalid("enough"); });
  EXPECT_EQ(done.error().message, "enough");
  EXPECT_EQ(seen, 1);
}

TEST(SortedRows, none_are_none) {
  SortedRows rows;
  EXPECT_THAT(visited(rows), IsEmpty());
  EXPECT_EQ(rows.first_s(), 0);
}

}  // namespace plimsoll::test::sorted_rows_test
