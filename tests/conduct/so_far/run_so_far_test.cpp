#include "conduct/so_far/run_so_far.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::run_so_far_test {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

RunRecord begun() {
  RunRecord record;
  record.name = "soak";
  record.warmup_s = 2;
  record.request_names = {"predict"};
  record.stats = Snapshot(1);
  record.measurement.notes = {"TLS is not verified."};
  return record;
}

// So many requests of that response time.
Interval second(int t, std::uint64_t requests, Nanos each) {
  Interval interval;
  interval.t_s = t;
  interval.snapshot = Snapshot(1);
  interval.active_users = 5;
  auto& stats = interval.snapshot.by_request[0];
  stats.requests = requests;
  for (std::uint64_t i = 0; i < requests; ++i) stats.response_time.record(each);
  return interval;
}

LoadResults counted() {
  LoadResults results;
  results.failures = {{"predict", "local", "too many open files", 4, false, {}}};
  results.duration_s = 3;
  results.loop_lag.record(1ms);
  return results;
}

TEST(RunSoFar, has_the_last_ten_seconds_and_the_whole) {
  RunSoFar so_far(begun(), {});
  for (int t = 0; t < 30; ++t) so_far.add(second(t, t < 20 ? 100 : 10, t < 20 ? 1ms : 5ms), {});
  const auto live = so_far.live();
  EXPECT_EQ(live.requests, 2100u);
  EXPECT_EQ(live.whole.count(), 2100u);
  EXPECT_EQ(live.recent.count(), 100u);
  EXPECT_EQ(live.requests_per_second, 10);
  EXPECT_EQ(live.elapsed_s, 30);
  EXPECT_EQ(live.active_users, 5);
  const auto record = so_far.record();
  EXPECT_EQ(record.stats.total().requests, 2100u);
  EXPECT_EQ(record.timeline.size(), 30u);
  EXPECT_EQ(record.duration_s, 30);
}

TEST(RunSoFar, has_the_quality_of_the_last_seconds_and_of_the_run) {
  auto record = begun();
  LabelledRequest labelled;
  labelled.name = "predict";
  labelled.classes = {"no", "yes"};
  record.labelled = {labelled};
  RunSoFar so_far(record, {});
  EXPECT_TRUE(so_far.live().quality.empty()) << "nothing was answered";
  for (int t = 0; t < 30; ++t) {
    auto interval = second(t, 10, 1ms);
    auto& classes = interval.snapshot.by_request[0].quality.classes;
    classes.begin(2, 1);
    for (std::size_t i = 0; i < 10; ++i) classes.add(0, t < 20 || i < 5 ? 0 : 1, {});
    interval.warmup = t < 2;
    if (interval.warmup) classes.clear();  // its requests are counted apart
    so_far.add(interval, {});
  }
  const auto quality = so_far.live().quality;
  ASSERT_EQ(quality.size(), 1U);
  EXPECT_EQ(quality[0].request, "predict");
  EXPECT_EQ(quality[0].figure, "accuracy") << "no probabilities came";
  EXPECT_EQ(quality[0].recent, 0.5);
  EXPECT_NEAR(quality[0].whole, (180 + 50) / 280.0, 1e-12);
}

TEST(RunSoFar, has_the_probes_as_far_as_they_have_come) {
  RunSoFar so_far(begun(), {});
  EXPECT_FALSE(so_far.live().probes);
  EXPECT_FALSE(so_far.record().probes);
  so_far.set_probe_counts({40, 2, 0});
  ProbeRecord probes;
  probes.verdict = AnswersVerdict::drift;
  so_far.set_probes(probes);
  EXPECT_EQ(so_far.live().probes->asked, 40u);
  EXPECT_EQ(so_far.live().probes->changed, 2u);
  EXPECT_EQ(so_far.record().probes->verdict, AnswersVerdict::drift);
}

// With so many streams open at its end, of which none has ended yet where `ended` is 0.
Interval streamed_second(int t, std::uint64_t ended, std::uint64_t open) {
  auto interval = second(t, ended, 100ms);
  interval.open_streams = interval.in_flight = open;
  auto& streams = interval.snapshot.by_request[0].streams;
  streams.streams = streams.held = streams.counted = ended;
  streams.tokens_out = 50 * ended;
  for (std::uint64_t i = 0; i < ended; ++i) streams.record(StreamTime::first_token, 20ms);
  for (std::uint64_t i = 0; i < open; ++i) streams.record(StreamTime::gap, 20ms);
  return interval;
}

TEST(RunSoFar, has_the_streams_of_each_second) {
  auto record = begun();
  record.streamed = {{"predict"}};
  RunSoFar so_far(record, {});
  auto warmup = streamed_second(0, 0, 8);
  warmup.warmup = true;
  so_far.add(warmup, {});
  so_far.add(streamed_second(1, 0, 10), {});
  so_far.add(streamed_second(2, 6, 9), {});
  const auto steps = so_far.record().stream_steps.steps;
  ASSERT_EQ(steps.size(), 3U);
  EXPECT_EQ(steps[0].length_s, 0) << "of the warm-up";
  EXPECT_EQ(steps[1].open, 10);
  EXPECT_EQ(steps[1].arrivals, 2U);
  EXPECT_EQ(steps[1].gaps, 10U) << "as they came, though no stream has ended";
  EXPECT_EQ(steps[2].arrivals, 5U) << "six ended, and one less is open";
  EXPECT_EQ(steps[2].tokens, 300U);
  const auto live = so_far.live();
  ASSERT_TRUE(live.streams);
  EXPECT_EQ(live.streams->open, 9U);
  EXPECT_EQ(live.streams->tokens_per_second, 100);
  EXPECT_EQ(live.streams->recent.count(), 6U);
}

TEST(RunSoFar, tells_nothing_of_streams_where_none_are_asked_for) {
  RunSoFar so_far(begun(), {});
  so_far.add(second(0, 10, 1ms), {});
  EXPECT_FALSE(so_far.live().streams);
  EXPECT_TRUE(so_far.record().stream_steps.empty());
}

TEST(RunSoFar, has_what_failed_how_and_how_long_all_took_over_time) {
  RunSoFar so_far(begun(), {});
  for (int t = 0; t < 4; ++t) {
    auto interval = second(t, 10, 5ms);
    interval.snapshot.by_request[0].failures = 2;
    interval.snapshot.by_request[0].failures_by_kind.add(t < 3 ? FailureKind::timeout : FailureKind::reset, 2);
    so_far.add(interval, {});
  }
  const auto record = so_far.record();
  EXPECT_EQ(record.timeline[2].failures_by_kind.of(FailureKind::timeout), 2u);
  EXPECT_EQ(record.timeline[3].failures_by_kind.of(FailureKind::reset), 2u);
  EXPECT_EQ(record.stats.total().failures_by_kind.of(FailureKind::timeout), 6u);
  ASSERT_EQ(record.steps.all.steps.size(), 4u);
  EXPECT_EQ(record.steps.all.steps[3].failures, 2u);
  EXPECT_EQ(count_of(unpacked(record.steps.all.steps[3].times)), 10u);
}

TEST(RunSoFar, has_failures_notes_and_measurement_before_the_end) {
  RunSoFar so_far(begun(), {});
  so_far.add(second(0, 100, 1ms), {});
  so_far.set_counted(counted());
  so_far.add_notes({"Found late."});
  const auto record = so_far.record();
  ASSERT_EQ(record.failures.size(), 1u);
  EXPECT_EQ(record.failures[0].count, 4u);
  EXPECT_EQ(record.stats.total().requests, 100u);
  EXPECT_FALSE(record.measurement.valid);
  EXPECT_THAT(record.measurement.reasons, ElementsAre(HasSubstr("too many open files")));
  EXPECT_THAT(record.measurement.notes, ElementsAre("TLS is not verified.", "Found late."));
}

TEST(RunSoFar, what_is_counted_anew_replaces_what_was_and_leaves_the_totals) {
  RunSoFar so_far(begun(), {});
  so_far.add(second(0, 100, 1ms), {});
  so_far.set_counted(counted());
  so_far.set_counted(counted());
  auto last = counted();
  last.totals = second(1, 7, 1ms).snapshot;
  so_far.finish(std::move(last));
  const auto record = so_far.record();
  EXPECT_EQ(record.failures[0].count, 4u);
  EXPECT_EQ(record.stats.total().requests, 107u);
  EXPECT_EQ(record.duration_s, 3);
}

TEST(RunSoFar, knows_a_target_that_nothing_reaches) {
  RunSoFar so_far(begun(), {});
  EXPECT_FALSE(so_far.never_connected());
  auto interval = second(0, 0, 1ms);
  interval.snapshot.connections.failed = 3;
  so_far.add(interval, {});
  EXPECT_TRUE(so_far.never_connected());
  interval.snapshot.connections.opened = 1;
  so_far.add(interval, {});
  EXPECT_FALSE(so_far.never_connected());
}

TEST(RunSoFar, of_a_cool_down_only_memory_goes_on) {
  RunSoFar so_far(begun(), {});
  so_far.add(second(0, 100, 1ms), {});
  so_far.add_watched(4);
  so_far.set_memory({{"gunicorn", 1e6, {}, false}});
  const auto live = so_far.live();
  EXPECT_EQ(live.elapsed_s, 4);
  EXPECT_EQ(live.requests_per_second, 0);
  EXPECT_TRUE(live.recent.empty());
  EXPECT_EQ(live.whole.count(), 100u);
  EXPECT_EQ(live.memory.size(), 1u);
}

}  // namespace plimsoll::run_so_far_test
