// Growth under load and at rest, of traces whose phases are known.

#include "judgement/load_phases.h"
#include "judgement/traces/trace.h"

#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::load_phases_test {

constexpr int kEvery = 60;
constexpr int kRest = 20;
constexpr int kCycles = 5;

std::vector<RestSpan> rests() {
  std::vector<RestSpan> spans;
  for (int i = 1; i <= kCycles; ++i) spans.push_back({1.0 * i * kEvery - kRest, 1.0 * i * kEvery});
  return spans;
}

// A sample a second; memory as a function of seconds under load and seconds at rest so far.
template <class Memory>
Trace trace_of(Memory memory) {
  Trace trace;
  int loaded = 0;
  int rested = 0;
  for (int t = 0; t < kCycles * kEvery; ++t) {
    trace.t_seconds.push_back(t);
    trace.requests_total.push_back(10.0 * loaded);
    trace.memory_bytes.push_back(memory(loaded, rested));
    ++(t % kEvery < kEvery - kRest ? loaded : rested);
  }
  return trace;
}

TEST(LoadPhases, of_a_leak_of_the_requests_is_growth_under_load_alone) {
  const auto growth = growth_by_phase(trace_of([](int loaded, int) { return 1e8 + 1000.0 * loaded; }), rests());
  ASSERT_TRUE(growth);
  EXPECT_NEAR(growth->under_load_per_s, 1000, 30);
  EXPECT_NEAR(growth->at_rest_per_s, 0, 30);
}

TEST(LoadPhases, of_growth_by_time_are_alike) {
  const auto growth =
      growth_by_phase(trace_of([](int loaded, int rested) { return 1e8 + 500.0 * (loaded + rested); }), rests());
  ASSERT_TRUE(growth);
  EXPECT_NEAR(growth->under_load_per_s, 500, 1);
  EXPECT_NEAR(growth->at_rest_per_s, 500, 1);
}

TEST(LoadPhases, of_a_backlog_fall_at_rest) {
  const auto trace = trace_of([](int loaded, int rested) { return 1e8 + 1000.0 * loaded - 2000.0 * rested; });
  const auto growth = growth_by_phase(trace, rests());
  ASSERT_TRUE(growth);
  EXPECT_NEAR(growth->under_load_per_s, 1000, 60);
  EXPECT_NEAR(growth->at_rest_per_s, -2000, 60);
}

TEST(LoadPhases, leave_the_warm_up_before_the_first_rest_out) {
  const auto trace = trace_of([](int loaded, int) { return 1e8 + 1e6 * std::min(loaded, 40); });
  const auto growth = growth_by_phase(trace, rests());
  ASSERT_TRUE(growth);
  EXPECT_NEAR(growth->under_load_per_s, 0, 1);
}

TEST(LoadPhases, add_up_the_processes_of_an_instant_and_step_over_gaps) {
  const auto one = trace_of([](int loaded, int) { return 1e8 + 1000.0 * loaded; });
  Trace two;
  for (std::size_t i = 0; i < one.t_seconds.size(); ++i)
    for (const double life : {1.0, 2.0}) {
      two.t_seconds.push_back(one.t_seconds[i]);
      two.requests_total.push_back(one.requests_total[i]);
      two.memory_bytes.push_back(i % 7 == 3 ? std::nan("") : one.memory_bytes[i]);
      two.lives.push_back(life);
    }
  const auto growth = growth_by_phase(two, rests());
  ASSERT_TRUE(growth);
  EXPECT_NEAR(growth->under_load_per_s, 2000, 100);
}

TEST(LoadPhases, need_two_rests_of_ten_samples) {
  const auto trace = trace_of([](int loaded, int) { return 1e8 + 1000.0 * loaded; });
  EXPECT_FALSE(growth_by_phase(trace, {}));
  EXPECT_FALSE(growth_by_phase(trace, {{40, 60}}));
  EXPECT_FALSE(growth_by_phase(trace, {{40, 49}, {100, 109}}));
  EXPECT_TRUE(growth_by_phase(trace, {{40, 60}, {100, 120}}));
  EXPECT_FALSE(growth_by_phase(Trace(), rests()));
}

TEST(LoadPhases, leave_out_those_in_which_a_process_came_or_went) {
  const auto memory = [](int loaded, int) { return 1e8 + 1000.0 * loaded; };
  const auto lives = [&](auto life_at) {
    Trace trace = trace_of(memory);
    for (const double t_s : trace.t_seconds) trace.lives.push_back(life_at(t_s));
    return growth_by_phase(trace, rests());
  };
  const auto recycled_once = [&](double t_s) { return t_s < 70 ? 1.0 : 2.0; };
  Trace trace = trace_of(memory);
  for (std::size_t i = 0; i < trace.t_seconds.size(); ++i) {
    trace.lives.push_back(recycled_once(trace.t_seconds[i]));
    if (trace.t_seconds[i] >= 70) trace.memory_bytes[i] -= 5e7;  // the new one is smaller
  }
  const auto growth = growth_by_phase(trace, rests());
  ASSERT_TRUE(growth);
  EXPECT_NEAR(growth->under_load_per_s, 1000, 60);
  EXPECT_FALSE(lives([](double t_s) { return std::floor(t_s / 5); }));  // always in some phase
}

}  // namespace plimsoll::load_phases_test
