#include "engine/feeding/row_supply.h"

#include "scenarios/feeders/feeder_reader.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace plimsoll::test::row_supply_test {

using testing::ElementsAre;
using Order = Feeder::Order;

class RowSupplyTest : public testing::Test {
 protected:
  // Rows 0, 1, ... ; `padding` makes the file as long as is wanted.
  Feeder feeder(int rows, Order order, const std::string& padding = "") const {
    std::string text = "n,p\n";
    for (int i = 0; i < rows; ++i) text += std::to_string(i) + "," + padding + "\n";
    Feeder feeder;
    feeder.name = "row";
    feeder.label = "rows.csv";
    feeder.files = {folder_.write("rows.csv", text)};
    feeder.bytes = text.size();
    feeder.order = order;
    feeder.columns = {{"n", CellType::number}};
    EXPECT_TRUE(survey_feeder(feeder, {true}));
    return feeder;
  }

  static std::vector<std::string> taken(RowSupply& supply, int count, const RowTaker& taker = {}) {
    std::vector<std::string> texts;
    for (int i = 0; i < count; ++i)
      if (const auto row = supply.take(taker)) texts.emplace_back(row->cell(0).text);
    return texts;
  }

  TempFolder folder_;
};

TEST_F(RowSupplyTest, gives_rows_in_turn_and_begins_again) {
  const auto supply = RowSupply::start(feeder(3, Order::sequential), 1).value();
  EXPECT_THAT(taken(*supply, 7), ElementsAre("0", "1", "2", "0", "1", "2", "0"));
}

TEST_F(RowSupplyTest, tells_the_number_of_each_row_in_its_file) {
  const auto shuffled_rows = RowSupply::start(feeder(50, Order::shuffle), 1).value();
  const auto read_on = RowSupply::start(feeder(3000, Order::sequential, std::string(400, 'p')), 1).value();
  for (int i = 0; i < 3000 + 10; ++i)
    for (auto* supply : {shuffled_rows.get(), read_on.get()}) {
      const auto row = supply->take({});
      ASSERT_TRUE(row);
      ASSERT_EQ(std::to_string(row->number()), row->cell(0).text);
    }
}

TEST_F(RowSupplyTest, gives_each_once_where_that_is_asked_for) {
  const auto supply = RowSupply::start(feeder(3, Order::once), 1).value();
  EXPECT_THAT(taken(*supply, 5), ElementsAre("0", "1", "2"));
  EXPECT_EQ(supply->fault(), "");
}

TEST_F(RowSupplyTest, shuffles_each_turn_anew_by_the_seed) {
  const auto plan = feeder(50, Order::shuffle);
  const auto turns = [&](std::uint64_t seed) { return taken(*RowSupply::start(plan, seed).value(), 100); };
  const auto drawn = turns(1);
  EXPECT_EQ(drawn, turns(1));
  EXPECT_NE(drawn, turns(2));
  const std::vector<std::string> first(drawn.begin(), drawn.begin() + 50), second(drawn.begin() + 50, drawn.end());
  EXPECT_EQ(std::set<std::string>(first.begin(), first.end()).size(), 50U);
  EXPECT_EQ(std::set<std::string>(second.begin(), second.end()).size(), 50U);
  EXPECT_NE(first, second);
}

TEST_F(RowSupplyTest, draws_evenly) {
  const auto supply = RowSupply::start(feeder(4, Order::random), 1).value();
  std::map<std::string, int> counts;
  for (const auto& text : taken(*supply, 40000)) ++counts[text];
  ASSERT_EQ(counts.size(), 4U);
  for (const auto& [text, count] : counts) EXPECT_NEAR(count, 10000, 350) << text;
}

TEST_F(RowSupplyTest, gives_each_user_a_part_of_its_own) {
  const auto supply = RowSupply::start(feeder(7, Order::by_user), 1).value();
  const auto part = [&](std::uint32_t user) {
    std::vector<std::string> texts;
    for (std::uint64_t turn = 0; turn < 4; ++turn) texts.emplace_back(supply->take({user, 3, turn})->cell(0).text);
    return texts;
  };
  EXPECT_THAT(part(0), ElementsAre("0", "3", "6", "0"));
  EXPECT_THAT(part(1), ElementsAre("1", "4", "1", "4"));
  EXPECT_THAT(part(2), ElementsAre("2", "5", "2", "5"));
  EXPECT_THAT(part(3), ElementsAre("0", "3", "6", "0"));
}

TEST_F(RowSupplyTest, reads_a_large_file_ahead_in_order_again_and_again_with_the_lines) {
  const int rows = 20000;
  const auto plan = feeder(rows, Order::sequential, std::string(100, 'x'));
  ASSERT_FALSE(plan.is_kept());
  const auto supply = RowSupply::start(plan, 1).value();
  for (int i = 0; i < 2 * rows + 5; ++i) {
    const auto row = supply->take({});
    ASSERT_TRUE(row);
    ASSERT_EQ(row->cell(0).text, std::to_string(i % rows));
    ASSERT_EQ(row->line(), static_cast<std::uint64_t>(i % rows) + 2);
  }
}

TEST_F(RowSupplyTest, of_a_large_file_gives_each_row_once_over_threads) {
  const int rows = 20000;
  const auto supply = RowSupply::start(feeder(rows, Order::once, std::string(100, 'x')), 1).value();
  std::vector<std::vector<std::string>> texts(4);
  std::vector<std::thread> threads;
  for (auto& own : texts) threads.emplace_back([&own, &supply] { own = taken(*supply, rows); });
  for (auto& thread : threads) thread.join();
  std::set<std::string> all;
  std::size_t count = 0;
  for (const auto& own : texts) {
    all.insert(own.begin(), own.end());
    count += own.size();
  }
  EXPECT_EQ(count, static_cast<std::size_t>(rows));
  EXPECT_EQ(all.size(), static_cast<std::size_t>(rows));
}

TEST_F(RowSupplyTest, gives_all_rows_before_one_that_does_not_fit) {
  auto plan = feeder(20000, Order::once, std::string(300, 'x'));
  folder_.write("rows.csv", folder_.read("rows.csv") + "no number,\n7,\n");
  const auto supply = RowSupply::start(plan, 1).value();
  const auto rows = taken(*supply, 30000);
  ASSERT_EQ(rows.size(), 20000U);
  EXPECT_EQ(rows.back(), "19999");
  EXPECT_THAT(supply->fault(), testing::StartsWith("rows.csv:20002: n: expected a number"));
}

TEST_F(RowSupplyTest, says_what_went_wrong_with_a_file_that_changed) {
  auto plan = feeder(20000, Order::sequential, std::string(100, 'x'));
  const auto supply = RowSupply::start(plan, 1).value();
  std::filesystem::rename(folder_.write("changed.csv", "n,p\n1\n"), plan.files[0]);  // at once
  while (supply->take({})) continue;
  // In which line depends on how far it was read before.
  EXPECT_THAT(supply->fault(), testing::AllOf(testing::StartsWith("rows.csv:"),
                                              testing::EndsWith(": expected 2 fields as in the head, got 1")));
  std::filesystem::remove(plan.files[0]);
  EXPECT_TRUE(RowSupply::start(plan, 1).has_error());
}

TEST(MadePrompts, are_those_of_the_seed) {
  Feeder feeder;
  feeder.name = "row";
  feeder.format = Feeder::Format::synthetic;
  feeder.synthetic.input = TokenLengths::constant(12);
  feeder.columns = {{"prompt", CellType::text}};
  const auto prompts = [&](std::uint64_t seed) {
    const auto supply = RowSupply::start(feeder, seed).value();
    std::set<std::string> texts;
    for (int i = 0; i < 50; ++i) texts.emplace(supply->take({})->cell(0).text);
    return texts;
  };
  const auto one = prompts(1);
  const auto other = prompts(2);
  EXPECT_EQ(one.size(), 50u);
  EXPECT_EQ(one, prompts(1));
  for (const auto& text : other) EXPECT_FALSE(one.contains(text)) << text;
}

TEST(Shuffled, is_a_permutation_for_every_count_and_key) {
  for (const std::uint64_t count : {1U, 2U, 3U, 5U, 16U, 17U, 1000U})
    for (const std::uint64_t key : {0U, 1U, 99U}) {
      std::set<std::uint64_t> seen;
      for (std::uint64_t i = 0; i < count; ++i) seen.insert(shuffled(i, count, key));
      EXPECT_EQ(seen.size(), count);
      EXPECT_LT(*seen.rbegin(), count);
    }
  EXPECT_NE(shuffled(0, 1000, 1), shuffled(0, 1000, 2));
}

}  // namespace plimsoll::test::row_supply_test
