#include "monitors/reading_period.h"

#include <gtest/gtest.h>

namespace plimsoll::reading_period_test {

using namespace std::chrono_literals;

TEST(ReadingPeriod, grows_while_monitoring_costs_too_much_and_shrinks_when_it_is_cheap) {
  ReadingPeriod period;
  Instant now = Instant{} + 1h;
  EXPECT_TRUE(period.due(now));
  EXPECT_FALSE(period.taken({now, 0.001}));
  EXPECT_FALSE(period.due(now + 4899ms));
  EXPECT_TRUE(period.due(now + 4900ms));  // the sampler's grid is not exact
  EXPECT_TRUE(period.due(now + 5s));

  int told = 0;
  for (int i = 0; i < 20; ++i) told += period.taken({now += period.period(), 0.006});
  EXPECT_EQ(period.period(), 5min);
  for (int i = 0; i < 20; ++i) told += period.taken({now += period.period(), 0.003});
  EXPECT_EQ(period.period(), 5min);  // neither too much nor clearly cheap
  for (int i = 0; i < 60; ++i) told += period.taken({now += period.period(), 0.001});
  EXPECT_EQ(period.period(), 5s);
  for (int i = 0; i < 20; ++i) told += period.taken({now += period.period(), 0.006});
  EXPECT_EQ(told, 1);
}

TEST(ReadingPeriod, rests_longer_after_a_reading_that_asks_for_it) {
  ReadingPeriod period;
  const Instant now = Instant{} + 1h;
  period.taken({now, 0.001}, 20s);
  EXPECT_FALSE(period.due(now + 10s));
  EXPECT_TRUE(period.due(now + 20s));
  period.taken({now + 20s, 0.001}, 1s);
  EXPECT_FALSE(period.due(now + 23s));
  EXPECT_TRUE(period.due(now + 25s));
}

}  // namespace plimsoll::reading_period_test
