// How often the usual range is left by chance, on simulated histories; and that what matters leaves it.

#include "schedules/history/usual_range.h"

#include "core/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace plimsoll::usual_range_test {

class Normal {
 public:
  double next() {
    const double radius = std::sqrt(-2 * std::log(1 - random_.uniform()));
    return radius * std::cos(2 * std::numbers::pi * random_.uniform());
  }

 private:
  Random random_{4};
};

constexpr int kHistories = 40'000;

// Times are lognormal: of so many earlier runs, how often a further one is told though nothing changed.
double false_alarms(std::size_t runs, double spread) {
  Normal normal;
  int told = 0;
  for (int i = 0; i < kHistories; ++i) {
    std::vector<double> values;
    for (std::size_t run = 0; run < runs; ++run) values.push_back(100 * std::exp(spread * normal.next()));
    if (100 * std::exp(spread * normal.next()) > usual_times(values)->highest) ++told;
  }
  return static_cast<double>(told) / kHistories;
}

TEST(UsualRange, is_left_by_chance_by_about_one_of_a_thousand) {
  for (const std::size_t runs : {8u, 12u, 16u, 20u}) {
    const double share = false_alarms(runs, 0.2);
    EXPECT_LT(share, 0.002) << runs;
    EXPECT_GT(share, 0.0002) << runs << ": the range is wider than it need be";
  }
}

TEST(UsualRange, is_left_by_nobody_where_times_hardly_vary) { EXPECT_EQ(false_alarms(8, 0.005), 0); }

TEST(UsualRange, of_values_as_they_are_is_left_by_chance_as_seldom) {
  Normal normal;
  int told = 0;
  for (int i = 0; i < kHistories; ++i) {
    std::vector<double> values;
    for (int run = 0; run < 12; ++run) values.push_back(normal.next());
    if (normal.next() > usual_values(values, 0)->highest) ++told;
  }
  EXPECT_LT(told, kHistories * 0.002);
  EXPECT_GT(told, kHistories * 0.0002);
}

TEST(UsualRange, is_not_moved_by_a_bad_run_among_the_good) {
  const std::vector<double> good = {100, 104, 97, 101, 99, 103, 98, 102};
  auto with_bad = good;
  with_bad.push_back(900);
  EXPECT_LT(usual_times(with_bad)->highest, 1.3 * usual_times(good)->highest);
  EXPECT_LT(usual_times(with_bad)->highest, 200);
}

TEST(UsualRange, needs_enough_runs) {
  EXPECT_FALSE(usual_times(std::vector<double>(kRunsNeeded - 1, 100)));
  EXPECT_TRUE(usual_times(std::vector<double>(kRunsNeeded, 100)));
}

TEST(UsualRange, never_tells_less_than_a_tenth) {
  const auto usual = usual_times(std::vector<double>(kRunsNeeded, 100));
  EXPECT_NEAR(usual->middle, 100, 1e-9);
  EXPECT_NEAR(usual->highest, 110, 1e-9);
}

}  // namespace plimsoll::usual_range_test
