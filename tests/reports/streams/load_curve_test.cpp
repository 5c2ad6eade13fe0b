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
  stats.requests = stats.streams.held = 64;
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

TEST(LoadCurve, is_none_where_the_load_hardly_changed) { EXPECT_TRUE(load_curve(ramp(40, 44, 50)).points.empty()); }

TEST(LoadCurve, is_none_where_nothing_has_a_limit) {
  EXPECT_TRUE(load_curve(ramp(1, 64, 40, false)).points.empty());
  EXPECT_TRUE(load_curve(RunRecord()).points.empty());
}

}  // namespace plimsoll::load_curve_test
