#include "core/tallies/status_tally.h"

#include <gtest/gtest.h>

namespace plimsoll::status_tally_test {

StatusTally tally_of(std::initializer_list<int> statuses) {
  StatusTally tally;
  for (const int status : statuses) tally.add(status);
  return tally;
}

TEST(StatusTally, counts_each_code_in_order) {
  const auto tally = tally_of({503, 200, 307, 200, 200});
  ASSERT_EQ(tally.counts().size(), 3u);
  EXPECT_EQ(tally.counts()[0].status, 200);
  EXPECT_EQ(tally.counts()[0].answers, 3u);
  EXPECT_EQ(tally.counts()[1].status, 307);
  EXPECT_EQ(tally.counts()[2].status, 503);
  EXPECT_EQ(tally.answers(), 5u);
  EXPECT_EQ(tally.of(200), 3u);
  EXPECT_EQ(tally.of(204), 0u);
  EXPECT_EQ(tally.of_class(3, 4), 1u);
}

TEST(StatusTally, merges_without_loss) {
  auto tally = tally_of({200, 404});
  tally.merge(tally_of({404, 999}));
  EXPECT_EQ(tally.of(404), 2u);
  EXPECT_EQ(tally.of(999), 1u);
  EXPECT_EQ(tally.answers(), 4u);
  tally.clear();
  EXPECT_TRUE(tally.empty());
}

}  // namespace plimsoll::status_tally_test
