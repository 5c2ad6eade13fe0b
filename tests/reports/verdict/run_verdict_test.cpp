#include "reports/verdict/run_verdict.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::run_verdict_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

ThresholdResult failed(const Metric* metric, std::string expression, std::string actual) {
  ThresholdResult result;
  result.threshold.metric = metric;
  result.threshold.expression = std::move(expression);
  result.actual_text = std::move(actual);
  return result;
}

RunRecord record_with_everything_wrong() {
  RunRecord record = leaking_record();
  record.measurement.valid = false;
  record.measurement.reasons = {"the generator used 98 % of its core"};
  return record;
}

TEST(RunVerdict, passes_with_a_reason) {
  const RunVerdict verdict = decide(passing_record(), {});
  EXPECT_EQ(verdict.outcome, RunOutcome::pass);
  EXPECT_EQ(verdict.exit_code, 0);
  EXPECT_THAT(verdict.reasons, ElementsAre("All 4 thresholds held."));
}

TEST(RunVerdict, names_a_single_threshold_that_held) {
  RunRecord record = passing_record();
  record.thresholds.resize(1);
  EXPECT_THAT(decide(record, {}).reasons, ElementsAre("The threshold held: p99 < 250ms."));
}

TEST(RunVerdict, passes_without_hiding_that_a_leak_is_left_open) {
  RunRecord record = passing_record();
  record.leaks.front().verdict.verdict = Verdict::inconclusive;
  EXPECT_THAT(decide(record, {}).reasons, ElementsAre("All 4 thresholds held. Whether memory leaks: inconclusive."));
}

TEST(RunVerdict, fails_with_the_figure) {
  RunRecord record = passing_record();
  record.thresholds.push_back(failed(metric_named("response_time_quantile"), "p99 < 250ms", "312 ms"));
  const RunVerdict verdict = decide(record, {});
  EXPECT_EQ(verdict.outcome, RunOutcome::fail);
  EXPECT_EQ(verdict.exit_code, 1);
  EXPECT_THAT(verdict.reasons, ElementsAre("p99 < 250ms failed: 312 ms"));
}

TEST(RunVerdict, a_leak_goes_before_failed_thresholds) {
  const RunVerdict verdict = decide(leaking_record(), {});
  EXPECT_EQ(verdict.outcome, RunOutcome::leak);
  EXPECT_EQ(verdict.exit_code, 2);
  EXPECT_THAT(verdict.reasons, ElementsAre(StartsWith("leak: gunicorn 4711 + 2 workers: Memory rose steadily"),
                                           HasSubstr("p999 of"), "failed_requests == 0 failed: 6"));
}

TEST(RunVerdict, a_leak_without_a_failed_threshold_on_it_does_not_decide) {
  RunRecord record = leaking_record();
  record.thresholds.clear();
  EXPECT_EQ(decide(record, {}).exit_code, 0);
}

TEST(RunVerdict, a_demand_for_clean_fails_with_1_unless_it_leaks) {
  RunRecord record = passing_record();
  record.thresholds = {failed(metric_named("leak"), "leak == clean", "suspected")};
  record.leaks[0].verdict.verdict = Verdict::suspected;
  EXPECT_EQ(decide(record, {}).exit_code, 1);
  EXPECT_THAT(decide(record, {}).reasons[0], StartsWith("leak == clean failed: suspected. gunicorn 4711"));
  record.leaks[0].verdict.verdict = Verdict::leaking;
  EXPECT_EQ(decide(record, {}).exit_code, 2);
}

TEST(RunVerdict, a_leak_threshold_with_nothing_watched_fails_with_1) {
  RunRecord record;
  record.thresholds = {failed(metric_named("leak"), "leak == none", "not watched")};
  EXPECT_EQ(decide(record, {}).exit_code, 1);
  EXPECT_THAT(decide(record, {}).reasons, ElementsAre("leak == none failed: not watched"));
}

TEST(RunVerdict, an_invalid_measurement_goes_before_what_it_measured) {
  const RunVerdict verdict = decide(record_with_everything_wrong(), {});
  EXPECT_EQ(verdict.outcome, RunOutcome::invalid);
  EXPECT_EQ(verdict.exit_code, 3);
  EXPECT_EQ(verdict.reasons[0], "The measurement is invalid: the generator used 98 % of its core");
  EXPECT_EQ(verdict.reasons.size(), 4u);
}

TEST(RunVerdict, data_that_cannot_be_sent_goes_before_the_measurement) {
  Ending ending;
  ending.unfit = "rows.csv:7: expected 2 fields";
  RunRecord record = record_with_everything_wrong();
  record.ended_by = EndedBy::error;
  const RunVerdict verdict = decide(record, ending);
  EXPECT_EQ(verdict.outcome, RunOutcome::error);
  EXPECT_EQ(verdict.exit_code, 65);
  EXPECT_EQ(verdict.reasons.front(), "rows.csv:7: expected 2 fields");
}

TEST(RunVerdict, an_unavailable_target_goes_before_the_measurement) {
  const RunVerdict verdict = decide(record_with_everything_wrong(), {false, {}, "The target died."});
  EXPECT_EQ(verdict.outcome, RunOutcome::error);
  EXPECT_EQ(verdict.exit_code, 69);
  EXPECT_EQ(verdict.reasons[0], "The target died.");
}

TEST(RunVerdict, an_error_of_ours_goes_before_an_unavailable_target) {
  const RunVerdict verdict = decide(record_with_everything_wrong(), {false, {"disk full"}, "The target died."});
  EXPECT_EQ(verdict.outcome, RunOutcome::error);
  EXPECT_EQ(verdict.exit_code, 70);
  EXPECT_EQ(verdict.reasons[0], "disk full");
  EXPECT_EQ(verdict.reasons[1], "The target died.");
}

TEST(RunVerdict, an_interrupt_goes_before_all_and_keeps_every_reason) {
  const RunVerdict verdict = decide(record_with_everything_wrong(), {true, {"disk full"}, "The target died."});
  EXPECT_EQ(verdict.outcome, RunOutcome::interrupted);
  EXPECT_EQ(verdict.exit_code, 130);
  EXPECT_EQ(verdict.reasons[0], "Interrupted after 20 min.");
  EXPECT_EQ(verdict.reasons.size(), 7u);
}

TEST(RunVerdict, believes_a_record_that_was_interrupted) {
  RunRecord record = passing_record();
  record.ended_by = EndedBy::interrupted;
  EXPECT_EQ(decide(record, {}).exit_code, 130);
}

TEST(RunVerdict, takes_an_interrupt_for_the_end_of_watching_alone) {
  RunRecord record = leaking_record();
  record.request_names.clear();
  record.timeline.clear();
  record.failures.clear();
  record.stats = Snapshot(0);
  record.thresholds.clear();
  record.ended_by = EndedBy::interrupted;
  EXPECT_EQ(decide(record, {}).exit_code, 0);
  EXPECT_EQ(decide(record, {false, {"disk full"}, ""}).exit_code, 70);
  record.monitors.clear();
  record.leaks.clear();
  EXPECT_EQ(decide(record, {}).exit_code, 130) << "nothing was watched";
}

TEST(RunVerdict, is_what_the_sample_records_say) {
  EXPECT_EQ(decide(leaking_record(), {}).reasons, leaking_record().verdict.reasons);
  const RunRecord error = error_record();
  EXPECT_EQ(decide(error, {false, {}, error.verdict.reasons[0]}).reasons, error.verdict.reasons);
  EXPECT_EQ(decide(error, {false, {}, error.verdict.reasons[0]}).exit_code, error.verdict.exit_code);
}

TEST(RunVerdict, an_error_without_a_name_is_ours) {
  RunRecord record = passing_record();
  record.ended_by = EndedBy::error;
  EXPECT_EQ(decide(record, {}).exit_code, 70);
  EXPECT_EQ(decide(record, {false, {}, "gone"}).exit_code, 69);
  EXPECT_EQ(decide(record, {false, {}, "", "", "its shape is [1, 3]"}).exit_code, 65);
}

}  // namespace plimsoll::run_verdict_test
