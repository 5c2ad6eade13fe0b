#include "record/timeline.h"
#include "core/random.h"

#include <gtest/gtest.h>

namespace plimsoll::timeline_test {

using namespace std::chrono_literals;

TEST(Timeline, keeps_each_second_while_there_is_room) {
  Timeline timeline(4);
  Histogram times;
  times.record(10ms);
  TimelineRow second;
  second.requests = 1;
  timeline.add(second, times);
  second.t_s = 1;
  second.requests = 0;
  timeline.add(second, Histogram());
  const auto rows = timeline.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].p50_ms, 10);
  EXPECT_EQ(rows[1].p50_ms, std::nullopt);
}

TEST(Timeline, joins_neighbours_without_losing_a_request_or_the_reach) {
  Timeline timeline(8);
  Random random(1);
  Histogram all;
  for (int t = 0; t < 1000; ++t) {
    Histogram times;
    for (int i = 0; i < 3; ++i) {
      const auto time = 1ms + random.exponential(20ms);
      times.record(time);
      all.record(time);
    }
    TimelineRow second;
    second.t_s = t;
    second.requests = 3;
    second.active_users = t;
    timeline.add(second, times);
  }
  const auto rows = timeline.rows();
  ASSERT_LE(rows.size(), 8U);
  std::uint64_t requests = 0;
  double reach = 0;
  double greatest = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(row.t_s, reach);
    reach += row.length_s;
    requests += row.requests;
    greatest = std::max(greatest, *row.max_ms);
    EXPECT_NEAR(*row.p50_ms, to_milliseconds(all.quantile(0.5)), 4);
  }
  EXPECT_EQ(requests, 3000U);
  EXPECT_EQ(reach, 1000);
  EXPECT_EQ(greatest, to_milliseconds(all.maximum()));
  EXPECT_EQ(rows.back().active_users, 999);
}

TEST(Timeline, gives_a_few_milliseconds_at_the_end_no_row_of_their_own) {
  Timeline timeline(8);
  TimelineRow second;
  second.requests = 100;
  second.active_users = 5;
  timeline.add(second, Histogram());
  second.t_s = 1;
  second.length_s = 0.005;
  second.requests = 3;
  second.active_users = 0;
  timeline.add(second, Histogram());
  const auto rows = timeline.rows();
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].requests, 103U);
  EXPECT_EQ(rows[0].active_users, 5);
  EXPECT_DOUBLE_EQ(rows[0].length_s, 1.005);
}

TEST(Timeline, keeps_failures_by_kind_where_rows_are_joined) {
  Timeline timeline(2);
  for (int t = 0; t < 8; ++t) {
    TimelineRow second;
    second.t_s = t;
    second.requests = second.failures = 1;
    second.failures_by_kind.add(t < 6 ? FailureKind::timeout : FailureKind::status);
    timeline.add(second, Histogram());
  }
  const auto rows = timeline.rows();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].failures_by_kind.of(FailureKind::timeout), 4U);
  EXPECT_EQ(rows[1].failures_by_kind.of(FailureKind::timeout), 2U);
  EXPECT_EQ(rows[1].failures_by_kind.of(FailureKind::status), 2U);
}

TEST(Timeline, of_a_run_of_a_few_milliseconds_is_one_row) {
  Timeline timeline(8);
  TimelineRow second;
  second.length_s = 0.005;
  timeline.add(second, Histogram());
  EXPECT_EQ(timeline.rows().size(), 1U);
}

}  // namespace plimsoll::timeline_test
