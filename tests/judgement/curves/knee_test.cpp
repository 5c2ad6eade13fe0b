// The knee of targets whose capacity is known.

#include "judgement/curves/knee.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace plimsoll::knee_test {

using ::testing::HasSubstr;

// So many servers, each so fast, that do not hinder each other: min(users, servers) x rate.
std::vector<LoadPoint> servers(double count, double each, const std::vector<double>& users) {
  std::vector<LoadPoint> points;
  for (const double load : users) points.push_back({load, std::min(load, count) * each});
  return points;
}

const std::vector<double> kPowers = {1, 2, 4, 8, 16, 32, 64, 128};

TEST(FindKnee, is_where_the_servers_are_all_busy) {
  for (const double count : {3.0, 8.0, 20.0, 40.0}) {
    const auto search = find_knee(servers(count, 50, kPowers));
    ASSERT_TRUE(search.knee) << search.why_none;
    EXPECT_NEAR(search.knee->load, count, 0.05 * count);
    EXPECT_NEAR(search.knee->throughput, 50 * count, 0.05 * 50 * count);
    EXPECT_NEAR(search.knee->slope_before, 1, 0.05);
    EXPECT_NEAR(search.knee->slope_after, 0, 0.05);
    EXPECT_LE(search.knee->below, count * 1.02);
    EXPECT_GE(search.knee->above, count * 0.98);
  }
}

// Mean value analysis of a machine-repairman model: users think for z, one server serves for s. Throughput bends
// gradually; the asymptotes cross at (z + s) / s.
std::vector<LoadPoint> repairman(double think, double service, const std::vector<double>& users) {
  std::vector<LoadPoint> points;
  double queue = 0;
  double throughput = 0;
  std::size_t next = 0;
  for (int n = 1; next < users.size(); ++n) {
    throughput = n / (think + service * (1 + queue));
    queue = throughput * service * (1 + queue);
    if (n == static_cast<int>(users[next])) {
      points.push_back({users[next], throughput});
      ++next;
    }
  }
  return points;
}

TEST(FindKnee, crosses_the_asymptotes_of_a_curve_that_bends_gradually) {
  const auto search = find_knee(repairman(0.9, 0.1, kPowers));
  ASSERT_TRUE(search.knee) << search.why_none;
  EXPECT_NEAR(search.knee->load, 10, 1.5);
}

TEST(FindKnee, bears_noise_and_any_order) {
  std::mt19937 random(7);
  std::normal_distribution<double> noise(1, 0.03);
  for (int round = 0; round < 20; ++round) {
    auto points = servers(12, 30, kPowers);
    for (auto& point : points) point.throughput *= noise(random);
    std::shuffle(points.begin(), points.end(), random);
    const auto search = find_knee(points);
    ASSERT_TRUE(search.knee) << search.why_none;
    EXPECT_NEAR(search.knee->load, 12, 2);
  }
}

TEST(FindKnee, is_before_a_collapse) {
  auto points = servers(8, 50, kPowers);
  for (auto& point : points)
    if (point.load > 16) point.throughput *= 8 / point.load;
  const auto search = find_knee(points);
  ASSERT_TRUE(search.knee) << search.why_none;
  EXPECT_NEAR(search.knee->load, 8, 0.5);
}

TEST(FindKnee, is_not_there_where_throughput_grows_to_the_end) {
  const auto search = find_knee(servers(1000, 50, kPowers));
  EXPECT_FALSE(search.knee);
  EXPECT_THAT(search.why_none, HasSubstr("still grows"));
}

TEST(FindKnee, is_not_there_where_the_lowest_load_fills_the_target) {
  const auto search = find_knee(servers(1, 50, {2, 4, 8, 16, 32}));
  EXPECT_FALSE(search.knee);
  EXPECT_THAT(search.why_none, HasSubstr("begin lower"));
}

// Every line fits two; an ever slower growth has no corner.
TEST(FindKnee, is_not_there_in_a_square_root) {
  std::vector<LoadPoint> points;
  for (const double load : kPowers) points.push_back({load, 10 * std::sqrt(load)});
  EXPECT_FALSE(find_knee(points).knee);
}

TEST(FindKnee, needs_five_loads) {
  const auto search = find_knee(servers(4, 50, {1, 2, 4, 8}));
  EXPECT_FALSE(search.knee);
  EXPECT_THAT(search.why_none, HasSubstr("only 4 loads"));
  EXPECT_FALSE(find_knee({}).knee);
  EXPECT_THAT(find_knee({{1, 0}, {2, 5}, {3, 0}}).why_none, HasSubstr("only 1 load "));
}

TEST(FindKnee, takes_the_same_load_twice_for_one) {
  const auto search = find_knee({{1, 10}, {1, 10}, {1, 10}, {2, 20}, {2, 20}});
  EXPECT_THAT(search.why_none, HasSubstr("only 2 loads"));
}

}  // namespace plimsoll::knee_test
