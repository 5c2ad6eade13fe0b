// Each cause has a trace that shows it, and one that looks like it and is not.

#include "judgement/judge.h"
#include "judgement/traces/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

namespace plimsoll::cause_test {

using testing::HasSubstr;

constexpr double kBase = 200e6;

double wave(int i) { return kBase + 40'960 * ((7 * i) % 12); }

Trace each_second(int count, const std::function<double(int)>& memory) {
  Trace trace;
  for (int i = 0; i < count; ++i) {
    trace.t_seconds.push_back(i);
    trace.memory_bytes.push_back(memory(i));
  }
  return trace;
}

// Requests for a minute, none for a minute, and so on; load at the end.
double requests_with_rests(int i) {
  double sum = 0;
  for (int at = 0; at <= i; ++at) sum += at / 60 % 2 == 0 ? 20 : 0;
  return sum;
}

Trace with_rests(Trace trace) {
  for (std::size_t i = 0; i < trace.t_seconds.size(); ++i)
    trace.requests_total.push_back(requests_with_rests(static_cast<int>(i)));
  return trace;
}

Trace with_even_load(Trace trace) {
  for (const double t_s : trace.t_seconds) trace.requests_total.push_back(20 * t_s);
  return trace;
}

std::optional<CauseKind> cause_of(const Trace& trace) {
  const auto verdict = judge(trace, {});
  if (!verdict.cause) return std::nullopt;
  EXPECT_THAT(verdict.cause->evidence, testing::EndsWith("."));
  EXPECT_THAT(verdict.cause->evidence, testing::Not(HasSubstr("nan")));
  return verdict.cause->kind;
}

Trace plateau() {
  return each_second(240, [](int i) { return wave(i) + 120'000 * std::min(i, 80); });
}

Trace leak() {
  return each_second(240, [](int i) { return wave(i) + 240'000 * i; });
}

Trace sawtooth(double leaked_bytes_per_second) {
  return each_second(240, [=](int i) { return kBase + 2e6 * (i % 12) + leaked_bytes_per_second * i; });
}

Trace recycled_workers(double leaked_bytes_per_second) {
  Trace trace;
  for (int i = 0; i < 720; ++i) {
    for (int w = 0; w < 4; ++w) {
      const int life = (i + 60 * w) / 240;
      const int age = life > 0 ? (i + 60 * w) % 240 : i;
      trace.t_seconds.push_back(i);
      trace.lives.push_back(10 + 4 * life + w);
      trace.memory_bytes.push_back(100e6 + 40'960 * ((7 * i + 3 * w) % 12) + leaked_bytes_per_second * age);
    }
  }
  return trace;
}

TEST(Cause, of_nothing_that_grew_is_none) {
  EXPECT_EQ(cause_of(each_second(240, wave)), std::nullopt);
  EXPECT_EQ(cause_of(each_second(20, wave)), std::nullopt);
}

TEST(Cause, of_growth_that_ended_is_a_plateau) {
  EXPECT_EQ(cause_of(plateau()), CauseKind::plateau);
  EXPECT_THAT(judge(plateau(), {}).cause->evidence, HasSubstr("Memory grew by 9.15 MiB in"));
  EXPECT_NE(cause_of(leak()), CauseKind::plateau);
}

TEST(Cause, of_one_rise_is_a_step) {
  const auto step = each_second(240, [](int i) { return wave(i) + (i >= 90 ? 30e6 : 0); });
  EXPECT_EQ(cause_of(step), CauseKind::step);
  EXPECT_THAT(judge(step, {}).cause->evidence, HasSubstr("rose once, by 28.6 MiB after "));
  const auto down = each_second(240, [](int i) { return wave(i) + (i < 90 ? 30e6 : 0); });
  EXPECT_NE(cause_of(down), CauseKind::step);
  EXPECT_NE(cause_of(plateau()), CauseKind::step);
}

TEST(Cause, of_a_sawtooth_on_a_still_floor_is_a_collector) {
  EXPECT_EQ(cause_of(sawtooth(0)), CauseKind::collector);
  EXPECT_THAT(judge(sawtooth(0), {}).cause->evidence,
              HasSubstr("after each of 19 collections it is back at about 191 MiB"));
  EXPECT_NE(cause_of(sawtooth(30'000)), CauseKind::collector);
}

TEST(Cause, of_growth_that_ends_with_each_life_is_recycling) {
  EXPECT_EQ(cause_of(recycled_workers(20'000)), CauseKind::recycling);
  EXPECT_THAT(judge(recycled_workers(20'000), {}).cause->evidence, HasSubstr("within a life and is given back"));
  EXPECT_EQ(cause_of(recycled_workers(0)), std::nullopt);
  Trace kept = leak();  // restarts that give nothing back
  for (int i = 0; i < 240; ++i) kept.restarts_total.push_back(std::floor(i / 60.0));
  EXPECT_NE(cause_of(kept), CauseKind::recycling);
}

TEST(Cause, of_growth_that_slows_is_a_cache_that_fills) {
  const auto slowing = each_second(600, [](int i) { return wave(i) + 40e6 * (1 - std::exp(-i / 270.0)); });
  EXPECT_NE(judge(slowing, {}).verdict, Verdict::leaking);
  EXPECT_EQ(cause_of(slowing), CauseKind::cache_filling);
  const auto warm_and_leaking =
      each_second(600, [](int i) { return wave(i) + 120'000 * std::min(i, 80) + 40'000 * i; });
  EXPECT_NE(cause_of(warm_and_leaking), CauseKind::cache_filling);
  EXPECT_NE(cause_of(leak()), CauseKind::cache_filling);
}

TEST(Cause, of_a_leak_that_rests_with_the_load_is_the_requests) {
  const auto resting = with_rests(each_second(540, [](int i) { return wave(i) + 4'000 * requests_with_rests(i); }));
  EXPECT_EQ(judge(resting, {}).verdict, Verdict::leaking);
  EXPECT_EQ(cause_of(resting), CauseKind::per_request);
  EXPECT_THAT(judge(resting, {}).cause->evidence, HasSubstr("follows the requests, "));
}

TEST(Cause, of_a_leak_that_goes_on_at_rest_is_time) {
  const auto going_on = with_rests(each_second(540, [](int i) { return wave(i) + 40'000 * i; }));
  EXPECT_EQ(judge(going_on, {}).verdict, Verdict::leaking);
  EXPECT_EQ(cause_of(going_on), CauseKind::per_time);
}

// Ten requests a second, of which some are left by their client as chance has it.
Trace with_aborts(double bytes_an_abort, double bytes_a_request) {
  std::uint32_t chance = 7;
  std::vector<double> aborted(600);
  for (std::size_t i = 1; i < aborted.size(); ++i) {
    aborted[i] = aborted[i - 1];
    for (int k = 0; k < 10; ++k) aborted[i] += (chance = chance * 1664525 + 1013904223) >> 30 == 0;
  }
  auto trace = with_even_load(each_second(600, [&](int i) {
    return wave(i) + bytes_an_abort * aborted[static_cast<std::size_t>(i)] + bytes_a_request * 10 * i;
  }));
  trace.aborted_total = aborted;
  return trace;
}

TEST(Cause, of_a_leak_that_comes_with_those_who_left_is_the_abort) {
  EXPECT_EQ(cause_of(with_aborts(64'000, 0)), CauseKind::per_abort);
  EXPECT_THAT(judge(with_aborts(64'000, 0), {}).cause->evidence, HasSubstr("whose client left before the answer, 6"));
  EXPECT_EQ(judge(with_aborts(0, 16'000), {}).verdict, Verdict::leaking);
  EXPECT_EQ(cause_of(with_aborts(0, 16'000)), std::nullopt);
  EXPECT_NE(cause_of(with_aborts(32'000, 8'000)), CauseKind::per_abort);
}

TEST(Cause, of_a_leak_under_even_load_is_not_told) {
  EXPECT_EQ(judge(with_even_load(leak()), {}).verdict, Verdict::leaking);
  EXPECT_EQ(cause_of(with_even_load(leak())), std::nullopt);
  const auto half_and_half =
      with_rests(each_second(540, [](int i) { return wave(i) + 20'000 * i + 2'000 * requests_with_rests(i); }));
  EXPECT_EQ(cause_of(half_and_half), std::nullopt);
}

}  // namespace plimsoll::cause_test
