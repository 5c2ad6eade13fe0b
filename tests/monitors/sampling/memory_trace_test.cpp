#include "monitors/sampling/memory_trace.h"
#include "judgement/judge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::memory_trace_test {

using testing::ElementsAre;
using testing::IsEmpty;

MemoryInstant instant(double t_s, std::vector<ProcessMemory> lives) {
  MemoryInstant instant;
  instant.t_s = t_s;
  instant.lives = std::move(lives);
  return instant;
}

TEST(MemoryTrace, has_a_row_a_process_and_instant_named_by_its_life) {
  MemoryRows rows;
  auto first = instant(0.5, {{1, 4711, 1000.0, 3000.0}, {2, 4712, 500.0, 900.0}});
  first.load = {4, 30, {10, 20}};
  first.restarts_total = 1;
  first.processes = 1;
  rows.add(first);
  const auto trace = to_trace(rows, {"predict", "health"});
  EXPECT_EQ(trace.series, "anon_bytes");
  EXPECT_THAT(trace.t_seconds, ElementsAre(0.5, 0.5));
  EXPECT_THAT(trace.pids, ElementsAre(1, 2));
  EXPECT_THAT(trace.memory_bytes, ElementsAre(1000, 500));
  EXPECT_THAT(trace.requests_total, ElementsAre(30, 30));
  EXPECT_THAT(trace.active_users, ElementsAre(4, 4));
  EXPECT_THAT(trace.restarts_total, ElementsAre(1, 1));
  EXPECT_THAT(trace.processes, ElementsAre(1, 1));
  ASSERT_EQ(trace.requests_by_type.size(), 2U);
  EXPECT_EQ(trace.requests_by_type[1].name, "health");
  EXPECT_THAT(trace.requests_by_type[1].counts, ElementsAre(20, 20));
}

TEST(MemoryTrace, leaves_the_warmup_out) {
  MemoryRows rows;
  auto warm = instant(0, {{1, 4711, 1000.0, 3000.0}});
  warm.warmup = true;
  rows.add(warm);
  rows.add(instant(1, {{1, 4711, 1100.0, 3000.0}}));
  EXPECT_THAT(to_trace(rows, {}).t_seconds, ElementsAre(1));
}

TEST(MemoryTrace, judges_rss_where_nothing_better_can_be_read) {
  MemoryRows rows;
  rows.add(instant(0, {{1, 4711, std::nullopt, 3000.0}}));
  EXPECT_EQ(to_trace(rows, {}).series, "rss_bytes");
  EXPECT_THAT(to_trace(rows, {}).memory_bytes, ElementsAre(3000));
  rows.add(instant(1, {{1, 4711, 1000.0, 3000.0}}));
  const auto mixed = to_trace(rows, {});
  EXPECT_EQ(mixed.series, "anon_bytes");  // never two kinds in one series
  EXPECT_TRUE(std::isnan(mixed.memory_bytes[0]));
  EXPECT_EQ(mixed.memory_bytes[1], 1000);
}

TEST(MemoryTrace, of_nothing_is_empty) { EXPECT_THAT(to_trace(MemoryRows(), {"predict"}).t_seconds, IsEmpty()); }

// A root and two workers, one of which leaks (or not); thinned rows must be judged like the whole.
LeakVerdict verdict_of(double leaked_bytes_per_second, MemoryRows::Capacity capacity) {
  MemoryRows rows(capacity);
  std::uint64_t random = 1;
  for (int i = 0; i < 2400; ++i) {
    const double t_s = 0.5 * i;
    const auto noise = [&] {
      random = random * 6364136223846793005U + 1442695040888963407U;
      return static_cast<double>(random >> 48) * 4;
    };
    auto at = instant(t_s, {{1, 10, 20e6 + noise(), 0.0},
                            {2, 11, 80e6 + noise(), 0.0},
                            {3, 12, 80e6 + noise() + leaked_bytes_per_second * t_s, 0.0}});
    at.load.requests_total = static_cast<std::uint64_t>(i) * 10;
    at.load.active_users = 5;
    rows.add(std::move(at));
  }
  return judge(to_trace(rows, {}), {});
}

TEST(MemoryTrace, of_thinned_rows_gets_the_verdict_of_the_whole) {
  const MemoryRows::Capacity small{1500, 64};
  const auto whole = verdict_of(20'000, {});
  const auto thinned = verdict_of(20'000, small);
  EXPECT_EQ(to_string(whole.verdict), "leaking");
  EXPECT_EQ(to_string(thinned.verdict), "leaking");
  EXPECT_NEAR(*whole.bytes_per_second, 20'000, 400);
  EXPECT_NEAR(*thinned.bytes_per_second, 20'000, 400);
  EXPECT_EQ(to_string(verdict_of(0, {}).verdict), "clean");
  EXPECT_EQ(to_string(verdict_of(0, small).verdict), "clean");
}

}  // namespace plimsoll::memory_trace_test
