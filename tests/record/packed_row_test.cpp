#include "record/packed_row.h"

#include <gtest/gtest.h>

#include <limits>

namespace plimsoll {
namespace {

void expect_same(const TimelineRow& one, const TimelineRow& other) {
  EXPECT_EQ(one.t_s, other.t_s);
  EXPECT_EQ(one.length_s, other.length_s);
  EXPECT_EQ(one.active_users, other.active_users);
  EXPECT_EQ(one.requests, other.requests);
  EXPECT_EQ(one.failures, other.failures);
  EXPECT_EQ(one.dropped, other.dropped);
  EXPECT_EQ(one.late, other.late);
  EXPECT_EQ(one.in_flight, other.in_flight);
  EXPECT_EQ(one.warmup, other.warmup);
  EXPECT_EQ(one.warmup_requests, other.warmup_requests);
  EXPECT_EQ(one.p50_ms, other.p50_ms);
  EXPECT_EQ(one.p95_ms, other.p95_ms);
  EXPECT_EQ(one.p99_ms, other.p99_ms);
  EXPECT_EQ(one.max_ms, other.max_ms);
  EXPECT_EQ(one.failures_by_kind, other.failures_by_kind);
}

TEST(PackedRow, is_the_same_row_again) {
  TimelineRow row;
  expect_same(unpacked_row(packed(row)), row);
  row = {17.25, 0.999'999'9, 1'000.5, 1, 2, 3, 4, 5, true, 6, 0.1, {}, 1e300, 5'013.504, {}};
  row.failures_by_kind.add(FailureKind::none, 1);
  row.failures_by_kind.add(FailureKind::stalled, std::numeric_limits<std::uint64_t>::max());
  expect_same(unpacked_row(packed(row)), row);
  row.warmup = false;
  row.requests = std::numeric_limits<std::uint64_t>::max();
  row.p50_ms = 0.0;
  expect_same(unpacked_row(packed(row)), row);
}

TEST(PackedRow, takes_a_fraction_of_the_memory_of_a_usual_second) {
  TimelineRow row{1'234.000'123, 1.000'001, 1'000,     200,       0,         0,       3, 1'000,
                  false,         0,         5'013.504, 5'013.504, 5'046.272, 5'050.1, {}};
  EXPECT_LT(packed(row).size(), sizeof(row) / 4);
}

}  // namespace
}  // namespace plimsoll
