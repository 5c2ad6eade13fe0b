// A count is judged like memory, in its own unit and words.

#include "judgement/judge.h"
#include "judgement/traces/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace plimsoll::count_test {

using testing::HasSubstr;

const JudgeOptions kFiles = {{}, "the number of open files", "", {}};

// Two samples a second for two minutes, 20 requests a second.
Trace files(const std::function<double(int)>& count) {
  Trace trace;
  for (int i = 0; i < 240; ++i) {
    trace.t_seconds.push_back(i / 2.0);
    trace.memory_bytes.push_back(count(i));
    trace.requests_total.push_back(10.0 * i);
  }
  return trace;
}

TEST(Count, that_does_not_change_is_clean) {
  const auto verdict = judge(files([](int) { return 12; }), kFiles);
  EXPECT_EQ(verdict.verdict, Verdict::clean);
  EXPECT_THAT(verdict.explanation,
              testing::StartsWith("No leak: the floor of the number of open files moves by 0 an "));
  EXPECT_THAT(verdict.explanation, HasSubstr(", under 16; growth above 1.32 an hour is excluded (95 %)."));
}

TEST(Count, that_goes_up_and_down_with_the_connections_is_clean) {
  EXPECT_EQ(judge(files([](int i) { return 12 + i * 7 % 5; }), kFiles).verdict, Verdict::clean);
  EXPECT_EQ(judge(files([](int i) { return i < 60 ? 12 : 22; }), kFiles).verdict, Verdict::clean);
  EXPECT_EQ(judge(files([](int) { return 0; }), kFiles).verdict, Verdict::clean);
}

TEST(Count, that_rises_with_the_requests_leaks_in_its_own_unit) {
  const auto verdict = judge(files([](int i) { return 12 + 10 * i; }), kFiles);
  EXPECT_EQ(verdict.verdict, Verdict::leaking);
  EXPECT_NEAR(verdict.bytes_per_second.value_or(0), 20, 0.5);
  EXPECT_NEAR(verdict.bytes_per_request.value_or(0), 1, 0.05);
  EXPECT_THAT(verdict.explanation, testing::StartsWith("The number of open files rose steadily: its floor by 7"));
  EXPECT_THAT(verdict.explanation, HasSubstr("(1 a request)"));
  EXPECT_THAT(verdict.explanation, testing::Not(HasSubstr("B an hour")));
  ASSERT_TRUE(verdict.model.has_value());
  EXPECT_NEAR(verdict.model->curve.back().bytes, 12 + 10 * 240, 50);
}

TEST(Count, of_a_handful_more_is_not_accused) {
  EXPECT_NE(judge(files([](int i) { return 12 + i / 48; }), kFiles).verdict, Verdict::leaking);
}

Trace slow_leak() {
  Trace trace;
  for (int i = 0; i < 240; ++i) {
    trace.t_seconds.push_back(30.0 * i);
    trace.memory_bytes.push_back(50e6 + 4096 * (i * 7 % 12) + 20'000 * i);
  }
  return trace;
}

TEST(AllowedGrowth, clears_what_lies_wholly_below_it) {
  EXPECT_EQ(judge(slow_leak(), {}).verdict, Verdict::leaking);  // 2.4 MB an hour
  JudgeOptions options;
  options.limit_bytes = 1e9;
  EXPECT_TRUE(judge(slow_leak(), options).seconds_to_limit);
  options.minimum = {3e6 / 3600, "3MB/h"};
  const auto allowed = judge(slow_leak(), options);
  EXPECT_EQ(allowed.verdict, Verdict::clean);
  EXPECT_THAT(allowed.explanation, testing::EndsWith("below the 3MB/h that you allowed."));
  EXPECT_FALSE(allowed.onset_s);
  EXPECT_FALSE(allowed.seconds_to_limit);
  EXPECT_FALSE(allowed.cause);
  options.minimum = {2.4e6 / 3600, "2.4MB/h"};  // inside the interval
  EXPECT_EQ(judge(slow_leak(), options).verdict, Verdict::leaking);
}

}  // namespace plimsoll::count_test
