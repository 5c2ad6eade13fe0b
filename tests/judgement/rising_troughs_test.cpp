// A floor that rises at each of a few collections needs no more of them to be told.

#include "judgement/rising_troughs.h"
#include "judgement/judge.h"
#include "judgement/traces/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::rising_troughs_test {

using ::testing::HasSubstr;

FloorPoints after_collections(const std::vector<double>& mebibytes) {
  FloorPoints troughs;
  troughs.sawtooth = true;
  troughs.lives = 1;
  for (std::size_t i = 0; i < mebibytes.size(); ++i) {
    troughs.segment.push_back(0);
    troughs.t_s.push_back(60.0 + 40 * static_cast<double>(i));
    troughs.age_s.push_back(troughs.t_s.back());
    troughs.memory_bytes.push_back(mebibytes[i] * 1048576);
  }
  return troughs;
}

TEST(RisingTroughs, in_a_line_that_doubles_are_certain) {
  const auto rising = rising_troughs(after_collections({50, 74, 99, 126, 150, 175}));
  ASSERT_TRUE(rising);
  EXPECT_TRUE(rising->certain);
  EXPECT_NEAR(rising->slope, 25.0 * 1048576 / 40, 2e4);
  EXPECT_LT(rising->low, rising->slope);
  EXPECT_GT(rising->high, rising->slope);
}

TEST(RisingTroughs, that_are_few_or_slow_down_are_not_certain) {
  EXPECT_FALSE(rising_troughs(after_collections({50, 74, 99, 126}))->certain);
  EXPECT_FALSE(rising_troughs(after_collections({50, 90, 120, 135, 140, 142}))->certain);
  EXPECT_FALSE(rising_troughs(after_collections({50, 58, 66, 74, 82}))->certain);
}

TEST(RisingTroughs, are_none_where_one_left_less_or_little_was_added) {
  EXPECT_FALSE(rising_troughs(after_collections({50, 90, 80, 120, 150})));
  EXPECT_FALSE(rising_troughs(after_collections({50, 52, 54, 56, 58})));
  EXPECT_FALSE(rising_troughs(after_collections({50, 90})));
}

// Five minutes at 2 Hz of a heap that is collected each 45 s; what is kept grows.
Trace collected(double kept_a_second) {
  Trace trace;
  for (int i = 0; i < 600; ++i) {
    const double t_s = 0.5 * i;
    trace.t_seconds.push_back(t_s);
    trace.requests_total.push_back(20.0 * i);
    trace.memory_bytes.push_back(40e6 + kept_a_second * t_s + 2e6 * std::fmod(t_s, 45));
  }
  return trace;
}

TEST(RisingTroughs, make_a_leak_of_a_run_with_six_collections) {
  const auto verdict = judge(collected(600'000), {});
  EXPECT_EQ(verdict.verdict, Verdict::leaking) << verdict.explanation;
  EXPECT_NEAR(verdict.bytes_per_second.value_or(0), 600'000, 20'000);
  EXPECT_THAT(verdict.explanation, HasSubstr("collections left more than the one before"));
  EXPECT_NE(judge(collected(0), {}).verdict, Verdict::leaking);
}

}  // namespace plimsoll::rising_troughs_test
