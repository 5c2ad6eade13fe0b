#include "reports/streams/load_curve.h"

#include <gtest/gtest.h>

namespace plimsoll::load_curve_test {

// A second for each number of users; beyond `enough` of them streams meet no limit any more.
RunRecord ramp(double from, double to, double enough, bool limited = true) {
  RunRecord record;
  record.request_names = {"chat"};
  record.streamed = {{"chat", limited ? std::optional(300.0) : std::nullopt}};
  double t = 0;
  for (double users = from; users <= to; ++users) {
    RequestStats stats;
    stats.requests = stats.streams.streams = static_cast<std::uint64_t>(users);
    stats.streams.limited = stats.requests;
    stats.streams.held = users <= enough ? stats.requests : 1;
    record.stream_steps.add({t++, 1, users, users, stats.requests, stats});
  }
  record.duration_s = t;
  return record;
}

TEST(LoadCurve, finds_where_most_streams_are_good) {
  const auto curve = load_curve(ramp(1, 64, 40));
  ASSERT_GT(curve.points.size(), 10U);
  EXPECT_TRUE(curve.by_users);
  EXPECT_NEAR(curve.best().load, 38, 4);
  EXPECT_DOUBLE_EQ(curve.points.front().goodput(), 1);
  EXPECT_LT(curve.points.back().goodput(), 0.1);
  for (std::size_t i = 1; i < curve.points.size(); ++i) EXPECT_GT(curve.points[i].load, curve.points[i - 1].load);
}

TEST(LoadCurve, leaves_out_what_ended_behind_the_load) {
  auto record = ramp(1, 64, 40);
  const auto before = load_curve(record).points.size();
  RequestStats stats;
  stats.requests = stats.streams.limited = stats.streams.held = 64;
  record.stream_steps.add({record.duration_s, 1, 0, 0, 0, stats});
  const auto curve = load_curve(record);
  EXPECT_EQ(curve.points.size(), before);
  EXPECT_GE(curve.points.front().load, 1);
}

TEST(LoadCurve, is_by_arrivals_where_there_are_no_users) {
  auto record = ramp(1, 64, 40);
  for (auto& step : record.stream_steps.steps) step.users = 0;
  const auto curve = load_curve(record);
  EXPECT_FALSE(curve.by_users);
  EXPECT_NEAR(curve.best().load, 38, 4);
}

void add_seconds(RunRecord& record, double users, std::uint64_t held, int seconds) {
  for (int i = 0; i < seconds; ++i) {
    RequestStats stats;
    stats.requests = stats.streams.streams = stats.streams.limited = 30;
    stats.streams.held = held;
    record.stream_steps.add({record.duration_s, 1, users, users, 30, stats});
    ++record.duration_s;
  }
}

TEST(LoadCurve, is_of_levels_that_were_held_and_not_of_the_way_between_them) {
  auto record = ramp(1, 0, 0);
  add_seconds(record, 2, 10, 6);
  for (const double users : {3, 4}) add_seconds(record, users, 30, 1);
  add_seconds(record, 5, 20, 6);
  for (const double users : {6.5, 8.5}) add_seconds(record, users, 1, 1);
  add_seconds(record, 10, 25, 6);
  const auto curve = load_curve(record);
  ASSERT_EQ(curve.points.size(), 3U);
  EXPECT_DOUBLE_EQ(curve.points[0].load, 2);
  EXPECT_DOUBLE_EQ(curve.points[1].load, 5);
  EXPECT_DOUBLE_EQ(curve.points[2].load, 10);
  EXPECT_DOUBLE_EQ(curve.points[1].good_per_second(), 20);
}

// Over 5 minutes, in steps of more than a second: near its end it grows by less than a hundredth in each.
TEST(LoadCurve, is_of_a_load_that_rises_all_the_time_as_a_whole) {
  auto record = ramp(1, 0, 0);
  for (int second = 0; second < 300; ++second) add_seconds(record, second * 64 / 300.0, 20, 1);
  const auto curve = load_curve(record);
  ASSERT_GT(curve.points.size(), 10U);
  EXPECT_LT(curve.points.front().load, 5);
}

TEST(LoadCurve, is_none_of_a_ramp_before_the_one_level_that_was_held) {
  auto record = ramp(1, 8, 4);
  add_seconds(record, 8, 30, 30);
  EXPECT_TRUE(load_curve(record).points.empty());
}

TEST(LoadCurve, is_none_where_the_load_hardly_changed) { EXPECT_TRUE(load_curve(ramp(40, 44, 50)).points.empty()); }

TEST(LoadCurve, is_none_where_nothing_has_a_limit) {
  EXPECT_TRUE(load_curve(ramp(1, 64, 40, false)).points.empty());
  EXPECT_TRUE(load_curve(RunRecord()).points.empty());
}

}  // namespace plimsoll::load_curve_test
