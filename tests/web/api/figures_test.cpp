#include "web/api/figures.h"

#include "tests/support/stream_record.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::figures_test {

const ComparedFigure& named(const std::vector<ComparedFigure>& figures, std::string_view name) {
  return *std::find_if(figures.begin(), figures.end(), [&](const auto& one) { return one.name == name; });
}

TEST(ComparedFigures, have_first_token_tokens_and_goodput_of_streams) {
  const auto figures = compared_figures(stream_record());
  EXPECT_NEAR(named(figures, "First token p50").value.value(), 100, 1);
  EXPECT_NEAR(named(figures, "First token p99").value.value(), 400, 2);
  EXPECT_EQ(named(figures, "Tokens").shown, "120 /s");
  EXPECT_EQ(named(figures, "Goodput").shown, "74.1 %") << "what has no slo is not among them";
  EXPECT_TRUE(named(figures, "Tokens").of_streams);
}

TEST(ComparedFigures, are_the_same_in_the_same_order_of_every_run) {
  const auto with = compared_figures(stream_record()), without = compared_figures(no_stream_record());
  ASSERT_EQ(with.size(), without.size());
  for (std::size_t i = 0; i < with.size(); ++i) {
    EXPECT_EQ(with[i].name, without[i].name);
    EXPECT_TRUE(!without[i].of_streams || !without[i].value) << without[i].name;
  }
}

TEST(ComparedFigures, come_back_as_they_were) {
  const auto figures = compared_figures(stream_record());
  const auto read = figures_from(to_line(figures));
  EXPECT_EQ(to_line(read), to_line(figures));
  EXPECT_TRUE(named(read, "Goodput").of_streams);
}

}  // namespace plimsoll::figures_test
