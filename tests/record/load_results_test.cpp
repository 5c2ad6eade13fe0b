#include "record/load_results.h"

#include "record/failures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plimsoll::load_results_test {

using namespace std::chrono_literals;
using ::testing::DoubleNear;
using ::testing::ElementsAre;

// What the given one of several threads counted, each a third of the arrivals.
LoadResults part(std::size_t index) {
  LoadResults results;
  results.totals = Snapshot(2);
  results.totals.by_request[1].requests = 10 + index;
  results.totals.connections.opened = 1;
  results.failures = {{"a", "status", "status 500", 3, false, {{static_cast<double>(index), "GET", "500"}}},
                      {"b", "timeout", "of part " + std::to_string(index), 1, true, {}}};
  results.ended_by = index == 1 ? EndedBy::aborted : EndedBy::duration;
  results.duration_s = 10 + static_cast<double>(index);
  results.arrivals.planned = 100;
  results.arrivals.never_started = index;
  results.arrivals.dropped_while_late = 2;
  for (std::uint64_t k = index; k < 9; k += 3)
    results.arrivals.starts.push_back({0, k, static_cast<double>(k) * static_cast<double>(k)});
  results.cpu_seconds = {static_cast<double>(index)};
  results.loop_lag.record(1ms);
  results.lateness.record((index + 1) * 1ms);
  results.waited_seconds = 1.5;
  results.ever_connected = index == 2;
  if (index == 1) results.first_connect_failure = "refused";
  return results;
}

std::vector<double> lengths(const OpenArrivals& arrivals) {
  std::vector<double> lengths;
  for (const auto& gap : arrivals.gaps()) lengths.push_back(gap.length);
  return lengths;
}

void expect_equal(const LoadResults& a, const LoadResults& b) {
  EXPECT_EQ(a.totals.total().requests, b.totals.total().requests);
  EXPECT_EQ(a.totals.connections.opened, b.totals.connections.opened);
  ASSERT_EQ(a.failures.size(), b.failures.size());
  for (std::size_t i = 0; i < a.failures.size(); ++i) {
    EXPECT_EQ(a.failures[i].message, b.failures[i].message);
    EXPECT_EQ(a.failures[i].count, b.failures[i].count);
    EXPECT_EQ(a.failures[i].examples.size(), b.failures[i].examples.size());
  }
  EXPECT_EQ(a.ended_by, b.ended_by);
  EXPECT_EQ(a.duration_s, b.duration_s);
  EXPECT_EQ(a.arrivals.planned, b.arrivals.planned);
  EXPECT_EQ(a.arrivals.never_started, b.arrivals.never_started);
  EXPECT_EQ(a.arrivals.dropped_while_late, b.arrivals.dropped_while_late);
  EXPECT_EQ(a.arrivals.starts, b.arrivals.starts);
  EXPECT_EQ(a.cpu_seconds, b.cpu_seconds);
  EXPECT_EQ(a.loop_lag.parts(), b.loop_lag.parts());
  EXPECT_EQ(a.lateness.parts(), b.lateness.parts());
  EXPECT_EQ(a.waited_seconds, b.waited_seconds);
  EXPECT_EQ(a.ever_connected, b.ever_connected);
  EXPECT_EQ(a.first_connect_failure, b.first_connect_failure);
}

TEST(LoadResults, are_the_same_however_the_parts_are_put_together) {
  auto left = part(0);
  left.merge(part(1));
  left.merge(part(2));
  auto behind = part(1);
  behind.merge(part(2));
  auto right = part(0);
  right.merge(behind);
  expect_equal(left, right);
  EXPECT_EQ(left.totals.by_request[1].requests, 33u);
  EXPECT_EQ(left.failures.front().count, 9u);
  EXPECT_EQ(left.failures.size(), 4u);
  EXPECT_EQ(left.ended_by, EndedBy::aborted);
  EXPECT_EQ(left.duration_s, 12);
  EXPECT_THAT(left.cpu_seconds, ElementsAre(0, 1, 2));
  EXPECT_TRUE(left.ever_connected);
  EXPECT_EQ(left.first_connect_failure, "refused");
}

TEST(LoadResults, merged_into_nothing_are_the_part) {
  LoadResults nothing;
  nothing.merge(part(1));
  expect_equal(nothing, part(1));
}

TEST(LoadResults, gaps_are_between_neighbours_of_one_load_whoever_started_them) {
  OpenArrivals all;
  for (const std::size_t index : {2, 0, 1}) all.merge(part(index).arrivals);
  EXPECT_THAT(lengths(all), ElementsAre(1, 3, 5, 7, 9, 11, 13, 15));
  OpenArrivals other;
  other.starts = {{1, 9, 100}, {1, 10, 102}};
  all.merge(other);
  EXPECT_EQ(all.gaps().size(), 9u);
  EXPECT_EQ(all.gaps().back().length, 2);
}

TEST(LoadResults, gaps_that_are_too_short_to_judge_are_left_out) {
  OpenArrivals all;
  all.starts = {{0, 0, 10, 0.5, 0.2}, {0, 1, 10.1, 0.5, 0.2}, {0, 2, 10.35, 0.5, 0.2}, {0, 3, 12.3, 0.5, 0.2}};
  ASSERT_THAT(lengths(all), ElementsAre(DoubleNear(0.25, 1e-9), DoubleNear(1.95, 1e-9)));
  EXPECT_EQ(all.gaps().front().shape, 0.5);
  EXPECT_EQ(all.gaps().front().least, 0.2);
}

TEST(LoadResults, stay_bounded) {
  LoadResults all;
  for (std::uint64_t i = 0; i < 50; ++i) {
    LoadResults one;
    for (std::uint64_t k = 0; k < 100; ++k) {
      one.arrivals.starts.push_back({i % 2, 100 * i + k, static_cast<double>(k)});
      one.failures.push_back({"a", "status", std::to_string(100 * i + k), 1, false, {{}, {}, {}, {}, {}}});
    }
    all.merge(one);
    all.merge(one);
  }
  EXPECT_EQ(all.arrivals.starts.size(), 2 * OpenArrivals::kMostStarts);
  EXPECT_EQ(all.failures.size(), kMostFailures + 1);
  EXPECT_EQ(all.failures.back().message, kFurtherFailures);
  std::uint64_t count = 0;
  for (const auto& failure : all.failures) {
    count += failure.count;
    EXPECT_LE(failure.examples.size(), kMostFailureExamples);
  }
  EXPECT_EQ(count, 10'000u);
}

TEST(Failures, of_parts_are_one_kind_where_a_server_names_another_request_each) {
  const auto of = [](std::string id, std::uint64_t count) {
    return FailureRecord{"chat", "stream_error", "an error within the stream: request " + id, count, false, {}};
  };
  std::vector<FailureRecord> all;
  merge_failures(all, {of("17", 2)});
  merge_failures(all, {of("17", 1)});
  EXPECT_EQ(all.at(0).message, "an error within the stream: request 17");
  merge_failures(all, {of("4f-1", 1), of("#", 5)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].message, "an error within the stream: request #");
  EXPECT_EQ(all[0].count, 9U);
}

}  // namespace plimsoll::load_results_test
