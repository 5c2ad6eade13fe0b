#include "reports/html_thinning.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

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

}  // namespace
}  // namespace plimsoll
