#include "core/random.h"
#include "reports/verdict/measurement_judgement.h"
#include "tests/reports/verdict/measurement_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace plimsoll::measurement_laws_test {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using State = MeasurementState;
using Subject = MeasurementSubject;

std::vector<double> exponential_gaps(std::size_t count) {
  Random random(11);
  std::vector<double> gaps;
  for (std::size_t i = 0; i < count; ++i) gaps.push_back(-std::log1p(-random.uniform()));
  return gaps;
}

TEST(MeasurementLaws, arrivals_by_the_planned_law_are_fine) {
  auto run = open_run();
  run.load.arrivals.starts = starts_with(exponential_gaps(1000));
  const auto measurement = judge_measurement(run);
  ASSERT_TRUE(measurement.arrival_law);
  EXPECT_EQ(measurement.arrival_law->gaps, 1000U);
  EXPECT_GT(measurement.arrival_law->p_value, 0.01);
  EXPECT_EQ(state_of(measurement, Subject::arrival_law), State::fine);
}

TEST(MeasurementLaws, arrivals_by_another_law_are_told_and_never_invalid) {
  auto run = open_run();
  auto gaps = exponential_gaps(1000);
  for (auto& gap : gaps) gap = std::max(0.3, gap);  // none shorter than the generator's own delay
  run.load.arrivals.starts = starts_with(gaps);
  const auto measurement = judge_measurement(run);
  EXPECT_TRUE(measurement.valid);
  EXPECT_LT(measurement.arrival_law->p_value, 0.01);
  EXPECT_THAT(measurement.notes, ElementsAre(HasSubstr("Anderson-Darling")));
}

// The square of a normal value is of the gamma law with shape 0.5 and mean 1.
std::vector<ArrivalStart> bursts(double shape_told, double least) {
  Random random(5);
  std::vector<ArrivalStart> starts = {{0, 0, 0, shape_told, least}};
  for (std::uint64_t k = 1; k <= 1000; ++k) {
    const double normal =
        std::sqrt(-2 * std::log1p(-random.uniform())) * std::cos(2 * std::numbers::pi * random.uniform());
    // Later than planned by up to 0.03 planned arrivals, as a wake-up is.
    const double gap = normal * normal + 0.03 * random.uniform();
    starts.push_back({0, k, starts.back().planned + gap, shape_told, least});
  }
  return starts;
}

TEST(MeasurementLaws, gamma_arrivals_are_judged_by_their_own_law_where_gaps_are_long_enough) {
  auto run = open_run();
  run.load.arrivals.starts = bursts(0.5, 0.2);
  const auto kept = judge_measurement(run);
  ASSERT_TRUE(kept.arrival_law);
  EXPECT_LT(kept.arrival_law->gaps, 800U);
  EXPECT_GT(kept.arrival_law->gaps, 500U);  // 65 % are longer
  EXPECT_EQ(state_of(kept, Subject::arrival_law), State::fine);
  EXPECT_THAT(kept.notes, IsEmpty());

  run.load.arrivals.starts = bursts(0.5, 0);
  EXPECT_LT(judge_measurement(run).arrival_law->p_value, 0.01) << "short gaps are within the generator's delay";
  run.load.arrivals.starts = bursts(1, 0.2);
  EXPECT_EQ(state_of(judge_measurement(run), Subject::arrival_law), State::noted) << "it is no Poisson process";
}

TEST(MeasurementLaws, a_few_gaps_are_no_law) {
  auto run = open_run();
  run.load.arrivals.starts = starts_with(exponential_gaps(20));
  EXPECT_FALSE(judge_measurement(run).arrival_law);
}

TEST(MeasurementLaws, users_are_throughput_times_their_cycle) {
  const auto measurement = judge_measurement(closed_run());
  ASSERT_TRUE(measurement.little_law);
  EXPECT_NEAR(measurement.little_law->ratio, 1, 0.02);
}

TEST(MeasurementLaws, users_that_no_figure_accounts_for_are_told) {
  auto run = closed_run();
  run.load.waited_seconds /= 2;
  const auto measurement = judge_measurement(run);
  EXPECT_TRUE(measurement.valid);
  EXPECT_NEAR(measurement.little_law->ratio, 0.6, 0.02);
  EXPECT_THAT(measurement.notes, ElementsAre(AllOf(HasSubstr("Little's law"), HasSubstr("61 % of the 9.9 users"))));
}

// One more each second, read just before or just after it came.
TEST(MeasurementLaws, users_who_come_one_by_one_are_known_to_one) {
  for (const double read : {0.0, 1.0}) {
    auto run = closed_run();
    run.load.duration_s = 5;
    run.facts.timeline.clear();
    for (int t = 0; t < 5; ++t) run.facts.timeline.push_back(second_of(t, t + 1 + read, 20));
    run.facts.timeline.back().active_users = 0;  // the load is over
    run.load.waited_seconds = 3 * 5.0 - 6000 * 0.020 * 0.1;
    run.stats().requests = 600;
    run.stats().response_time.clear();
    record_times(run.stats().response_time, 20ms, 600);
    EXPECT_EQ(state_of(judge_measurement(run), Subject::little_law), State::fine) << read;
  }
}

TEST(MeasurementLaws, little_is_not_asked_where_he_has_nothing_to_say) {
  EXPECT_FALSE(judge_measurement(open_run()).little_law);
  auto paced = closed_run();
  paced.facts.paced = true;
  EXPECT_FALSE(judge_measurement(paced).little_law);
  auto few = closed_run();
  few.stats().requests = 150;
  EXPECT_FALSE(judge_measurement(few).little_law);
  auto untimed = closed_run();
  untimed.stats().requests += 100;  // never connected: how long that took stands nowhere
  EXPECT_FALSE(judge_measurement(untimed).little_law);
}

TEST(MeasurementLaws, a_response_time_that_rises_is_told) {
  auto run = open_run();
  for (auto& row : run.facts.timeline) row.p50_ms = 12 + 19 * row.t_s / 59;
  const auto measurement = judge_measurement(run);
  EXPECT_TRUE(measurement.valid);
  EXPECT_THAT(measurement.notes, ElementsAre(HasSubstr("rose from 12 ms to 31 ms over the run")));
  EXPECT_LT(measurement.trend->p_value, 1e-6);
}

TEST(MeasurementLaws, one_that_falls_needs_a_longer_warm_up) {
  auto run = open_run();
  for (auto& row : run.facts.timeline) row.p50_ms = 31 - 19 * row.t_s / 59;
  EXPECT_THAT(judge_measurement(run).notes, ElementsAre(AllOf(HasSubstr("fell from"), HasSubstr("--warmup"))));
}

TEST(MeasurementLaws, noise_and_a_small_rise_are_no_trend) {
  auto noise = open_run();
  Random random(5);
  for (auto& row : noise.facts.timeline) row.p50_ms = 20 + 10 * random.uniform();
  EXPECT_EQ(state_of(judge_measurement(noise), Subject::trend), State::fine);
  auto small = open_run();
  for (auto& row : small.facts.timeline) row.p50_ms = 20 + 3 * row.t_s / 59;
  EXPECT_EQ(state_of(judge_measurement(small), Subject::trend), State::fine);
}

TEST(MeasurementLaws, a_rise_that_the_plan_explains_is_no_trend) {
  auto staged = open_run();
  staged.facts.steady = false;
  EXPECT_FALSE(judge_measurement(staged).trend);
  auto ramp = closed_run();
  for (auto& row : ramp.facts.timeline) {
    row.active_users = std::min(10.0, row.t_s / 3);
    row.p50_ms = 2 * row.active_users;
  }
  EXPECT_EQ(state_of(judge_measurement(ramp), Subject::trend), State::fine);
}

TEST(MeasurementLaws, a_long_run_is_judged_by_its_windows) {
  auto run = open_run();
  run.facts.timeline.clear();
  for (int t = 0; t < 3600; ++t) run.facts.timeline.push_back(second_of(t, 0, 10 + 10.0 * t / 3600 + (t % 7)));
  const auto measurement = judge_measurement(run);
  EXPECT_NEAR(measurement.trend->to_ms - measurement.trend->from_ms, 10, 0.5);
  EXPECT_EQ(state_of(measurement, Subject::trend), State::noted);
}

TEST(MeasurementLaws, a_server_that_closes_connections_is_told) {
  auto run = closed_run();
  run.load.totals.connections.opened = 10 + 4 + 600;  // one a user, those in flight, and a tenth of the requests
  EXPECT_EQ(state_of(judge_measurement(run), Subject::reconnects), State::fine);
  run.load.totals.connections.opened = 6000;
  const auto measurement = judge_measurement(run);
  EXPECT_TRUE(measurement.valid);
  EXPECT_THAT(measurement.notes, ElementsAre(HasSubstr("the server closed them")));
}

TEST(MeasurementLaws, connections_that_we_closed_are_not_laid_on_the_server) {
  auto run = closed_run();
  auto& connections = run.load.totals.connections;
  connections.opened = 6000;
  connections.ends[ConnectionEnd::surplus] = 5900;
  connections.ends[ConnectionEnd::target] = 80;
  EXPECT_THAT(judge_measurement(run).notes,
              ElementsAre(AllOf(HasSubstr("Plimsoll closed 5,900 because more came than the answer, the server closed "
                                          "80 of them"),
                                HasSubstr("behind the Content-Length"))));
  connections.ends[ConnectionEnd::target] = 6000;
  EXPECT_THAT(judge_measurement(run).notes, ElementsAre(HasSubstr("keep-alive settings")));
}

TEST(MeasurementLaws, a_target_that_stood_still_is_told_apart_from_a_slow_one) {
  auto run = closed_run();
  run.facts.silences = {{10, 4}, {30, 6}};
  const auto still = judge_measurement(run).standstill;
  ASSERT_TRUE(still);
  EXPECT_EQ(still->seconds, 10);
  EXPECT_EQ(still->longest_s, 6);
  EXPECT_EQ(still->longest_from_s, 30);
  EXPECT_EQ(still->times, 2u);
  // The percentiles show it: a twentieth of the requests took 3 s.
  auto slow = run;
  record_times(slow.stats().response_time, 3s, 500);
  EXPECT_FALSE(judge_measurement(slow).standstill);
}

TEST(MeasurementLaws, a_target_whose_every_answer_is_slow_does_not_stand_still) {
  auto run = closed_run();
  run.stats().response_time.clear();
  record_times(run.stats().response_time, 3s, 20);
  for (int i = 0; i < 20; ++i) run.facts.silences.push_back({3.0 * i, 3});
  EXPECT_FALSE(judge_measurement(run).standstill);
}

TEST(MeasurementLaws, a_short_silence_and_one_under_arrivals_are_no_standstill) {
  auto run = closed_run();
  run.facts.silences = {{10, 1.5}};
  EXPECT_FALSE(judge_measurement(run).standstill);
  auto open = open_run();  // the requests that came meanwhile say it in the percentiles
  open.facts.silences = {{10, 4}};
  EXPECT_FALSE(judge_measurement(open).standstill);
}

TEST(MeasurementLaws, connections_that_were_to_be_new_are_no_churn) {
  auto run = closed_run();
  run.load.totals.connections.opened = 6000;
  run.facts.keep_alive = false;
  EXPECT_FALSE(judge_measurement(run).reconnect_share);
  auto faults = closed_run();
  faults.load.totals.connections.opened = 1010;
  for (int i = 0; i < 1000; ++i) faults.stats().faults.add(FaultKind::abort_after, 0);
  EXPECT_EQ(judge_measurement(faults).reconnect_share, 0);
}

TEST(MeasurementLaws, the_first_connections_of_a_short_run_are_no_churn) {
  auto run = closed_run();
  run.stats().requests = 40;
  run.load.totals.connections.opened = 10;
  EXPECT_EQ(judge_measurement(run).reconnect_share, 0);
}

}  // namespace plimsoll::measurement_laws_test
