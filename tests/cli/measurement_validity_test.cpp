#include "cli/measurement_validity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll {
namespace {

using ::testing::HasSubstr;

TEST(MeasurementValidity, a_quiet_generator_is_valid_however_slow_the_target_was) {
  RunRecord record;
  record.failures.push_back({"predict", "timeout", "no answer within 30 s", 500, false, {}});
  record.measurement.late_share = 0.2;
  record.measurement.generator_cpu_share = 0.1;
  judge_measurement(record);
  EXPECT_TRUE(record.measurement.valid);
  EXPECT_TRUE(record.measurement.reasons.empty());
}

TEST(MeasurementValidity, late_starts_on_a_core_that_is_used_up_are_our_fault) {
  RunRecord record;
  record.measurement.late_share = 0.2;
  record.measurement.generator_cpu_share = 0.97;
  judge_measurement(record);
  EXPECT_FALSE(record.measurement.valid);
  EXPECT_THAT(record.measurement.reasons.at(0), HasSubstr("--threads"));
}

TEST(MeasurementValidity, requests_that_could_not_be_sent_for_want_of_descriptors_are_our_fault) {
  RunRecord record;
  record.failures.push_back({"predict", "local", "too many open files", 12, false, {}});
  judge_measurement(record);
  EXPECT_FALSE(record.measurement.valid);
  EXPECT_THAT(record.measurement.reasons.at(0), HasSubstr("too many open files"));
}

TEST(MeasurementValidity, a_loop_that_lags_is_told_but_decides_nothing) {
  RunRecord record;
  record.measurement.loop_lag_p99_ms = 80;
  judge_measurement(record);
  EXPECT_TRUE(record.measurement.valid);
  EXPECT_THAT(record.measurement.notes.at(0), HasSubstr("80 ms behind"));
}

}  // namespace
}  // namespace plimsoll
