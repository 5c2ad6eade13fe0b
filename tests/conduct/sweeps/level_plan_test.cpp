// Which levels a sweep tries, against targets whose capacity is known.

#include "conduct/sweeps/level_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::level_plan_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

SweepLevels levels(std::string_view text, SweepOver over = SweepOver::users, std::size_t steps = 8) {
  return parse_levels(text, over, steps).value();
}

TEST(ParseLevels, takes_a_list_in_any_order) { EXPECT_THAT(levels("4, 1,2,2").given, ElementsAre(1, 2, 4)); }

TEST(ParseLevels, takes_a_range_in_geometric_steps) {
  EXPECT_THAT(levels("1..128").given, ElementsAre(1, 2, 4, 8, 16, 32, 64, 128));
  EXPECT_THAT(levels("5/s..500/s", SweepOver::rate, 3).given, ElementsAre(5, 50, 500));
}

TEST(ParseLevels, gives_users_whole_and_once) { EXPECT_THAT(levels("1..4").given, ElementsAre(1, 2, 3, 4)); }

TEST(ParseLevels, takes_rates_with_their_unit) {
  EXPECT_THAT(levels("300/m,10", SweepOver::rate).given, ElementsAre(5, 10));
}

TEST(ParseLevels, takes_auto_with_and_without_a_bound) {
  EXPECT_TRUE(levels("auto").given.empty());
  EXPECT_EQ(levels("auto 4..100").from, 4);
  EXPECT_EQ(levels("auto 4..100").to, 100);
}

TEST(ParseLevels, speaks_of_users_where_they_are_meant) {
  EXPECT_EQ(parse_levels("0", SweepOver::users, 8).error().message, R"(expected users like "8", above 0, got "0")");
  EXPECT_THAT(parse_levels("0", SweepOver::rate, 8).error().message, HasSubstr("a rate above 0"));
}

TEST(ParseLevels, refuses_what_is_none) {
  for (const auto* text :
       {"", "x", "1..", "..5", "8..2", "5..5", "1,,2", "0", "-1", "1.5", "2/s", "1..200001", "automatic"})
    EXPECT_TRUE(parse_levels(text, SweepOver::users, 8).has_error()) << text;
  EXPECT_THAT(parse_levels("x..y", SweepOver::rate, 8).error().message, HasSubstr("x"));
  EXPECT_THAT(parse_levels("8..2", SweepOver::users, 8).error().message, HasSubstr("goes up"));
  EXPECT_THAT(parse_levels("2.5,3", SweepOver::users, 8).error().message, HasSubstr("whole"));
}

// A target of so many answers a second at most; it holds up to a level.
struct Target {
  SweepOver over = SweepOver::users;
  double each = 10;       // a user's answers a second
  double capacity = 100;  // answers a second
  double holds_up_to = 40;
  double ours = 1e9;  // the generator's own limit

  SweepLevel at(double level) const {
    SweepLevel result;
    result.level = level;
    const double offered = over == SweepOver::rate ? level : level * each;
    result.good_per_second = std::min(offered, capacity);
    result.requests = static_cast<std::uint64_t>(20 * result.good_per_second);
    result.state = level > ours ? LevelState::invalid : level <= holds_up_to ? LevelState::holds : LevelState::breaks;
    return result;
  }
};

std::vector<double> tried(LevelPlan plan, const Target& target) {
  std::vector<double> order;
  while (const auto level = plan.next()) {
    order.push_back(*level);
    plan.add(target.at(*level));
  }
  return order;
}

TEST(LevelPlan, tries_given_levels_and_what_is_required) {
  auto given = levels("1,2,8");
  given.besides = {4};
  EXPECT_THAT(tried(LevelPlan(given), {}), ElementsAre(1, 2, 4, 8));
}

TEST(LevelPlan, doubles_until_two_levels_bring_nothing_more) {
  Target target;
  target.holds_up_to = 1e9;
  EXPECT_THAT(tried(LevelPlan(levels("auto")), target), ElementsAre(1, 2, 4, 8, 16, 32, 64));
}

TEST(LevelPlan, finds_the_limit_of_users_to_the_user) {
  Target target;
  target.holds_up_to = 11;
  const auto order = tried(LevelPlan(levels("auto")), target);
  EXPECT_TRUE(std::count(order.begin(), order.end(), 11));
  EXPECT_TRUE(std::count(order.begin(), order.end(), 12));
  EXPECT_LE(order.size(), 12u);
}

TEST(LevelPlan, finds_the_limit_of_a_rate_to_a_twentieth) {
  Target target;
  target.over = SweepOver::rate;
  target.capacity = 1000;
  target.holds_up_to = 700;
  const auto order = tried(LevelPlan(levels("auto", SweepOver::rate)), target);
  double holds = 0;
  double breaks = 1e9;
  for (const double level : order)
    (level <= 700 ? holds : breaks) = level <= 700 ? std::max(holds, level) : std::min(breaks, level);
  EXPECT_LE(breaks / holds, 1.0501);
  EXPECT_LE(order.size(), 18u);
}

TEST(LevelPlan, stops_where_the_generator_is_the_limit) {
  Target target;
  target.over = SweepOver::rate;
  target.capacity = target.holds_up_to = 1e9;
  target.ours = 50;
  const auto order = tried(LevelPlan(levels("auto", SweepOver::rate)), target);
  EXPECT_EQ(*std::max_element(order.begin(), order.end()), 64);
}

TEST(LevelPlan, goes_no_higher_than_its_bound) {
  Target target;
  target.capacity = target.holds_up_to = 1e9;
  EXPECT_THAT(tried(LevelPlan(levels("auto 3..20")), target), ElementsAre(3, 6, 12, 20));
}

TEST(LevelPlan, needs_no_level_below_the_lowest) {
  Target target;
  target.holds_up_to = 0;
  const auto order = tried(LevelPlan(levels("auto")), target);
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST(LevelPlan, ends_with_its_target) {
  LevelPlan plan(levels("1..64"));
  plan.add(Target{}.at(1));
  plan.end();
  EXPECT_EQ(plan.next(), std::nullopt);
}

}  // namespace plimsoll::level_plan_test
