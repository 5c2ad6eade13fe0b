#include "reports/verdict/measurement_judgement.h"
#include "tests/reports/verdict/measurement_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::measurement_judgement_test {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using State = MeasurementState;
using Subject = MeasurementSubject;

TEST(MeasurementJudgement, finds_nothing_in_a_run_as_it_should_be) {
  for (const auto& run : {open_run(), closed_run()}) {
    const auto measurement = judge_measurement(run);
    EXPECT_TRUE(measurement.valid);
    EXPECT_THAT(measurement.reasons, IsEmpty());
    EXPECT_THAT(measurement.notes, IsEmpty());
    for (const auto& check : measurement.checks) EXPECT_EQ(check.state, State::fine);
  }
}

TEST(MeasurementJudgement, says_nothing_of_a_run_that_never_was) {
  const auto measurement = judge_measurement({});
  EXPECT_TRUE(measurement.valid);
  EXPECT_FALSE(measurement.rate);
  EXPECT_FALSE(measurement.little_law);
  EXPECT_FALSE(measurement.trend);
  EXPECT_FALSE(measurement.arrival_law);
}

TEST(MeasurementJudgement, keeps_the_notes_that_were_made_before) {
  auto run = open_run();
  run.facts.notes = {"HTTP_PROXY is ignored."};
  run.facts.clock_step_s = 3.5;
  EXPECT_THAT(judge_measurement(run).notes,
              ElementsAre("HTTP_PROXY is ignored.", HasSubstr("The wall clock was set forward by 3.5 s")));
}

TEST(MeasurementJudgement, a_plan_that_was_not_kept_is_our_fault_and_names_the_rates) {
  auto run = open_run();
  run.load.arrivals.planned = 600'000;
  run.stats().dropped = run.load.arrivals.never_started = 594'000;
  run.load.cpu_seconds = {59, 60};
  const auto measurement = judge_measurement(run);
  EXPECT_FALSE(measurement.valid);
  EXPECT_EQ(measurement.rate->planned_per_second, 10'000);
  EXPECT_EQ(measurement.rate->achieved_per_second, 100);
  EXPECT_THAT(measurement.reasons,
              ElementsAre(AllOf(HasSubstr("10,000 requests a second were planned and 100 sent"),
                                HasSubstr("594,000 had not been started"), HasSubstr("more --threads"),
                                HasSubstr("second machine"), HasSubstr("lower rate"))));
}

TEST(MeasurementJudgement, what_was_due_in_the_last_moment_may_miss_the_end) {
  auto run = open_run();
  run.stats().dropped = run.load.arrivals.never_started = 1;  // of 100/s: due within the last 10 ms
  EXPECT_TRUE(judge_measurement(run).valid);
  run.stats().dropped = run.load.arrivals.never_started = 2;
  EXPECT_FALSE(judge_measurement(run).valid);
}

TEST(MeasurementJudgement, a_run_without_a_measured_request_is_invalid_once_it_is_over) {
  MeasuredRun run;
  run.load.totals = Snapshot(1);
  run.load.duration_s = 10;
  EXPECT_TRUE(judge_measurement(run).valid) << "it goes on";
  run.facts.over = true;
  EXPECT_THAT(judge_measurement(run).reasons, ElementsAre(HasSubstr("nothing was measured: no request was due")));
  run.load.totals.warmup.requests = 7;
  EXPECT_THAT(judge_measurement(run).reasons, ElementsAre(HasSubstr("7 requests that ended came within the warm-up")));
  run.stats().unfinished = 5;
  EXPECT_THAT(judge_measurement(run).reasons,
              ElementsAre(HasSubstr("no request had ended when the run did, 5 had not")));
  run.stats().requests = 1;
  EXPECT_TRUE(judge_measurement(run).valid);
  EXPECT_EQ(state_of(judge_measurement(run), MeasurementSubject::requests), std::nullopt);
}

TEST(MeasurementJudgement, late_starts_make_an_open_run_invalid) {
  auto run = open_run();
  run.stats().late = 300;  // 5 %
  EXPECT_TRUE(judge_measurement(run).valid);
  run.stats().late = 301;
  const auto measurement = judge_measurement(run);
  EXPECT_FALSE(measurement.valid);
  EXPECT_THAT(measurement.reasons, ElementsAre(AllOf(HasSubstr("started late"), HasSubstr("leave it a free one"))));
  EXPECT_EQ(measurement.lateness.p50_ms, judge_measurement(open_run()).lateness.p50_ms);
}

TEST(MeasurementJudgement, few_late_starts_are_a_note_however_few_requests_there_were) {
  auto run = open_run();
  run.stats().requests = 40;
  run.stats().late = 9;
  EXPECT_EQ(state_of(judge_measurement(run), Subject::lateness), State::noted);
  run.stats().late = 10;
  EXPECT_EQ(state_of(judge_measurement(run), Subject::lateness), State::invalid);
}

TEST(MeasurementJudgement, late_starts_of_users_need_a_core_that_is_used_up) {
  auto run = closed_run();
  run.stats().late = 600;
  auto measurement = judge_measurement(run);
  EXPECT_TRUE(measurement.valid);
  EXPECT_THAT(measurement.notes, ElementsAre(HasSubstr("started late")));
  run.load.cpu_seconds = {10, 58};
  measurement = judge_measurement(run);
  EXPECT_FALSE(measurement.valid);
  EXPECT_EQ(state_of(measurement, Subject::lateness), State::invalid);
}

TEST(MeasurementJudgement, a_slow_target_drops_by_the_cap_and_stays_valid) {
  auto run = open_run();
  run.stats().dropped = 4000;
  run.load.arrivals.dropped_while_late = 10;
  const auto measurement = judge_measurement(run);
  EXPECT_TRUE(measurement.valid);
  EXPECT_EQ(measurement.dropped_at_cap, 4000U);
}

TEST(MeasurementJudgement, drops_while_we_were_late_are_ours) {
  auto run = open_run();
  run.stats().dropped = 40;
  run.load.arrivals.dropped_while_late = 21;
  const auto measurement = judge_measurement(run);
  EXPECT_FALSE(measurement.valid);
  EXPECT_THAT(measurement.reasons, ElementsAre(AllOf(HasSubstr("40 requests were dropped"), HasSubstr("21 of them"))));
}

TEST(MeasurementJudgement, takes_the_busiest_thread) {
  EXPECT_EQ(judge_measurement(open_run()).generator_cpu_share, 0.2);
}

TEST(MeasurementJudgement, a_thread_that_is_used_up_and_behind_is_our_fault) {
  auto run = open_run();
  run.load.cpu_seconds = {6, 58};
  auto measurement = judge_measurement(run);
  EXPECT_TRUE(measurement.valid);  // near its limit: told
  EXPECT_THAT(measurement.notes, ElementsAre(HasSubstr("busiest thread used 96.7 % of its core")));
  record_times(run.load.loop_lag, 15ms, 100);
  measurement = judge_measurement(run);
  EXPECT_FALSE(measurement.valid);
  EXPECT_THAT(measurement.reasons, ElementsAre(HasSubstr("could not keep up")));
}

TEST(MeasurementJudgement, users_of_a_generator_that_is_used_up_measure_the_generator) {
  auto run = closed_run();
  run.load.cpu_seconds = {58};
  EXPECT_TRUE(judge_measurement(run).valid);
  run.load.loop_lag.clear();
  record_times(run.load.loop_lag, 6ms, 1200);  // of a response time of 20 ms
  const auto measurement = judge_measurement(run);
  EXPECT_FALSE(measurement.valid);
  EXPECT_THAT(measurement.reasons, ElementsAre(AllOf(HasSubstr("are its own"), HasSubstr("fewer users"))));
}

TEST(MeasurementJudgement, a_moment_tells_nothing_of_the_use_of_a_core) {
  auto run = closed_run();
  run.load.duration_s = 0.5;
  run.load.cpu_seconds = {0.5};
  EXPECT_EQ(state_of(judge_measurement(run), Subject::generator_cpu), State::fine);
}

TEST(MeasurementJudgement, a_loop_that_lags_is_told_but_decides_nothing) {
  auto run = open_run();
  record_times(run.load.loop_lag, 80ms, 100);
  const auto measurement = judge_measurement(run);
  EXPECT_TRUE(measurement.valid);
  EXPECT_THAT(measurement.notes, ElementsAre(AllOf(HasSubstr("behind (p99)"), HasSubstr("free one"))));
  EXPECT_NEAR(measurement.loop_lag.p99_ms, 80, 0.4);
}

MeasuredRun run_of_streams(Nanos gap, Nanos read_delay) {
  auto run = closed_run();
  auto& streams = run.stats().streams;
  streams.streams = 100;
  for (int i = 0; i < 1000; ++i) streams.record(StreamTime::gap, gap);
  for (int i = 0; i < 1000; ++i) streams.record(StreamTime::read_delay, read_delay);
  return run;
}

TEST(MeasurementJudgement, streams_read_in_time_are_fine) {
  EXPECT_EQ(state_of(judge_measurement(closed_run()), Subject::streams), std::nullopt);
  const auto measurement = judge_measurement(run_of_streams(20ms, 100us));
  EXPECT_EQ(state_of(measurement, Subject::streams), State::fine);
  EXPECT_NEAR(measurement.stream_delay_ms.value(), 0.1, 0.001);
}

TEST(MeasurementJudgement, streams_read_late_are_told_where_the_kernel_knew) {
  const auto measurement = judge_measurement(run_of_streams(100ms, 9ms));
  EXPECT_TRUE(measurement.valid);
  EXPECT_THAT(measurement.notes, ElementsAre(HasSubstr("which none of their times holds")));
}

TEST(MeasurementJudgement, streams_of_unknown_instants_are_as_good_as_the_loop) {
  auto run = run_of_streams(100ms, 100us);
  run.stats().streams.unstamped_reads = 500;
  EXPECT_TRUE(judge_measurement(run).valid);
  run.load.loop_lag.clear();
  record_times(run.load.loop_lag, 3ms, 1200);
  const auto measurement = judge_measurement(run);
  EXPECT_FALSE(measurement.valid);
  EXPECT_THAT(measurement.reasons,
              ElementsAre(AllOf(HasSubstr("of 33.3 % of its reads of streams"), Not(HasSubstr("epoll")))));
  run.facts.uses_ring = true;
  EXPECT_THAT(judge_measurement(run).reasons, ElementsAre(HasSubstr("use --io epoll")));
  run.facts.uses_ring = false;
  run.stats().streams.unstamped_reads = 5;
  EXPECT_TRUE(judge_measurement(run).valid);
}

TEST(MeasurementJudgement, requests_that_could_not_be_sent_are_our_fault) {
  auto run = open_run();
  run.load.failures = {{"predict", "local", "too many open files", 12, false, {}}};
  const auto measurement = judge_measurement(run);
  EXPECT_FALSE(measurement.valid);
  EXPECT_THAT(measurement.reasons, ElementsAre(AllOf(HasSubstr("12 requests"), HasSubstr("too many open files"))));
}

TEST(MeasurementJudgement, a_machine_that_slept_measured_nothing) {
  auto run = open_run();
  run.facts.suspended_s = 12;
  const auto measurement = judge_measurement(run);
  EXPECT_FALSE(measurement.valid);
  EXPECT_THAT(measurement.reasons, ElementsAre(HasSubstr("the machine slept for 12 s in the middle of the run")));
}

TEST(MeasurementJudgement, a_wall_clock_that_was_set_is_told) {
  auto run = open_run();
  run.facts.clock_step_s = -3600;
  const auto measurement = judge_measurement(run);
  EXPECT_TRUE(measurement.valid);
  EXPECT_THAT(measurement.notes, ElementsAre(HasSubstr("set back by 1 h")));
}

TEST(MeasurementJudgement, gives_the_same_advice_once) {
  auto run = open_run();
  run.load.arrivals.planned = 600'000;
  run.stats().dropped = run.load.arrivals.never_started = 594'000;
  run.stats().late = 6000;
  const auto reasons = judge_measurement(run).reasons;
  ASSERT_EQ(reasons.size(), 2U);
  EXPECT_THAT(reasons[0], HasSubstr("lower rate"));
  EXPECT_THAT(reasons[1], Not(HasSubstr("lower rate")));
}

}  // namespace plimsoll::measurement_judgement_test
