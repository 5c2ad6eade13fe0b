#include "core/snapshot.h"

#include <gtest/gtest.h>

namespace plimsoll::snapshot_test {

using namespace std::chrono_literals;

Snapshot one(std::size_t name, Nanos time) {
  Snapshot snapshot(2);
  auto& stats = snapshot.by_request[name];
  stats.requests = 3;
  stats.failures = 1;
  stats.bytes_sent = 100;
  stats.response_time.record(time);
  snapshot.warmup.requests = 5;
  snapshot.connections.opened = 2;
  return snapshot;
}

TEST(Snapshot, merges_by_name_and_adds_up_to_a_total) {
  auto sum = one(0, 10ms);
  sum.merge(one(1, 30ms));
  sum.merge(one(1, 20ms));
  EXPECT_EQ(sum.by_request[0].requests, 3U);
  EXPECT_EQ(sum.by_request[1].requests, 6U);
  const auto total = sum.total();
  EXPECT_EQ(total.requests, 9U);
  EXPECT_EQ(total.failures, 3U);
  EXPECT_EQ(total.response_time.count(), 3U);
  EXPECT_EQ(total.response_time.maximum(), 30ms);
  EXPECT_EQ(sum.warmup.requests, 15U);
  EXPECT_EQ(sum.connections.opened, 6U);
}

TEST(Snapshot, is_empty_after_clear) {
  auto snapshot = one(0, 10ms);
  snapshot.clear();
  EXPECT_EQ(snapshot.total().requests, 0U);
  EXPECT_TRUE(snapshot.by_request[0].response_time.empty());
  EXPECT_EQ(snapshot.warmup.requests, 0U);
  EXPECT_EQ(snapshot.connections.opened, 0U);
}

}  // namespace plimsoll::snapshot_test
