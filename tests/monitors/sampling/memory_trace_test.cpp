#include "monitors/sampling/memory_trace.h"
#include "judgement/judge.h"
#include "monitors/sampling/memory_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace plimsoll::memory_trace_test {

using testing::ElementsAre;
using testing::IsEmpty;

MemoryRow row_of(double t_s, std::uint64_t life, std::optional<double> anon_bytes, double rss_bytes) {
  MemoryRow row;
  row.t_s = t_s;
  row.life = life;
  row.pid = 4710 + static_cast<int>(life);
  row.anon_bytes = anon_bytes;
  row.rss_bytes = rss_bytes;
  return row;
}

MonitorRecord monitor_of(std::vector<MemoryRow> rows) {
  MonitorRecord monitor;
  monitor.rows = std::move(rows);
  return monitor;
}

TEST(MemoryTrace, has_a_row_a_process_and_instant_named_by_its_life) {
  auto monitor = monitor_of({row_of(0.5, 1, 1000, 3000), row_of(0.5, 2, 500, 900)});
  for (auto& row : monitor.rows) {
    row.active_users = 4;
    row.requests_total = 30;
    row.requests_by_name = {10, 20};
    row.restarts_total = 1;
  }
  const auto trace = to_trace(monitor, {"predict", "health"});
  EXPECT_EQ(trace.series, "anon_bytes");
  EXPECT_THAT(trace.t_seconds, ElementsAre(0.5, 0.5));
  EXPECT_THAT(trace.lives, ElementsAre(1, 2));
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
  auto monitor = monitor_of({row_of(0, 1, 1000, 3000), row_of(1, 1, 1100, 3000)});
  monitor.rows[0].warmup = true;
  EXPECT_THAT(to_trace(monitor, {}).t_seconds, ElementsAre(1));
}

TEST(MemoryTrace, judges_rss_where_nothing_better_can_be_read) {
  auto monitor = monitor_of({row_of(0, 1, std::nullopt, 3000)});
  EXPECT_EQ(to_trace(monitor, {}).series, "rss_bytes");
  EXPECT_THAT(to_trace(monitor, {}).memory_bytes, ElementsAre(3000));
  monitor.rows.push_back(row_of(1, 1, 1000, 3000));
  const auto mixed = to_trace(monitor, {});
  EXPECT_EQ(mixed.series, "anon_bytes");  // never two kinds in one series
  EXPECT_TRUE(std::isnan(mixed.memory_bytes[0]));
  EXPECT_EQ(mixed.memory_bytes[1], 1000);
}

TEST(MemoryTrace, of_nothing_is_empty) { EXPECT_THAT(to_trace(MonitorRecord(), {"predict"}).t_seconds, IsEmpty()); }

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
    std::vector<MemoryRow> at = {row_of(t_s, 1, 20e6 + noise(), 0), row_of(t_s, 2, 80e6 + noise(), 0),
                                 row_of(t_s, 3, 80e6 + noise() + leaked_bytes_per_second * t_s, 0)};
    for (auto& row : at) {
      row.requests_total = static_cast<std::uint64_t>(i) * 10;
      row.active_users = 5;
    }
    rows.add(std::move(at));
  }
  return judge(to_trace(monitor_of(rows.rows()), {}), {});
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
