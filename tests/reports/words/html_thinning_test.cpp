#include "reports/words/thinning.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace plimsoll::html_thinning_test {

using Values = std::vector<std::optional<double>>;

std::vector<double> seconds(std::size_t count) {
  std::vector<double> out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<double>(i);
  return out;
}

TEST(DisplayGrid, leaves_what_fits_as_it_is) {
  const DisplayGrid grid(seconds(3), 4);
  const Values values = {1.0, std::nullopt, 3.0};
  EXPECT_EQ(grid.instants(), seconds(3));
  EXPECT_EQ(grid.thinned(values), values);
}

TEST(DisplayGrid, keeps_the_least_and_the_greatest_of_each_bucket_in_their_order) {
  const DisplayGrid grid(seconds(8), 4);
  const Values values = {5.0, 9.0, 1.0, 4.0, 2.0, 3.0, 8.0, 7.0};
  EXPECT_EQ(grid.thinned(values), (Values{9.0, 1.0, 2.0, 8.0}));
}

TEST(DisplayGrid, gives_ascending_instants_within_the_limit_for_any_count) {
  for (const std::size_t count : {801U, 999U, 3600U, 4096U, 86400U}) {
    const DisplayGrid grid(seconds(count));
    EXPECT_LE(grid.instants().size(), kDisplayPoints);
    EXPECT_TRUE(std::is_sorted(grid.instants().begin(), grid.instants().end())) << count;
    EXPECT_EQ(grid.thinned(Values(count, 1.0)).size(), grid.instants().size());
  }
}

TEST(DisplayGrid, keeps_one_spike_and_one_dip_of_a_long_series) {
  Values values(86400, 10.0);
  values[51234] = 1000.0;
  values[7] = -1000.0;
  const auto thinned = DisplayGrid(seconds(values.size())).thinned(values);
  EXPECT_EQ(std::count(thinned.begin(), thinned.end(), 1000.0), 1);
  EXPECT_EQ(std::count(thinned.begin(), thinned.end(), -1000.0), 1);
}

TEST(DisplayGrid, has_nothing_where_nothing_was_measured) {
  Values values(8);
  values[7] = 3.0;
  EXPECT_EQ(DisplayGrid(seconds(8), 4).thinned(values), (Values{std::nullopt, std::nullopt, 3.0, 3.0}));
}

TEST(PlacesOfExtremes, are_the_least_and_the_greatest_of_each_bucket_and_both_ends) {
  const Values values = {5.0, 9.0, 1.0, 4.0, 2.0, 3.0, 8.0, 7.0};
  EXPECT_EQ(places_of_extremes(values, 4), (std::vector<std::size_t>{0, 1, 2, 4, 6, 7}));
  EXPECT_EQ(places_of_extremes(values, 8).size(), 8U);
  EXPECT_TRUE(places_of_extremes({}, 8).empty());
}

TEST(Gaps, are_where_instants_lie_far_apart_for_their_surroundings) {
  std::vector<double> instants = seconds(20);
  for (std::size_t i = 12; i < instants.size(); ++i) instants[i] += 7;
  EXPECT_EQ(gaps_between(instants), std::vector<double>{15});
  EXPECT_TRUE(gaps_between(seconds(20)).empty());
  EXPECT_TRUE(gaps_between(seconds(1)).empty());
  EXPECT_TRUE(gaps_between(std::vector<double>{}).empty());
}

TEST(Gaps, are_not_where_something_is_read_less_and_less_often) {
  std::vector<double> instants = {0};
  for (double period = 5; period <= 320; period *= 2)
    for (int i = 0; i < 6; ++i) instants.push_back(instants.back() + period);
  EXPECT_TRUE(gaps_between(instants).empty());
}

TEST(Gaps, leave_no_value_in_a_thinned_column) {
  std::vector<double> instants = {0, 1, 9};
  Values one = {1.0, 2.0, 3.0}, other = {4.0, 5.0, 6.0};
  mark_gaps(std::vector<double>{5}, instants, std::array{&one, &other});
  EXPECT_EQ(instants, (std::vector<double>{0, 1, 5, 9}));
  EXPECT_EQ(one, (Values{1.0, 2.0, std::nullopt, 3.0}));
  EXPECT_EQ(other, (Values{4.0, 5.0, std::nullopt, 6.0}));
}

}  // namespace plimsoll::html_thinning_test
