#include "reports/words/measurement_rows.h"
#include "tests/reports/verdict/measurement_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::measurement_rows_test {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string value_of(const Measurement& measurement, const std::string& what) {
  for (const auto& row : measurement_rows(measurement))
    if (row.what == what) return row.value;
  return "no such row";
}

TEST(MeasurementRows, has_one_for_each_check_with_its_state) {
  auto run = open_run();
  run.stats().late = 600;
  const auto measurement = judge_measurement(run);
  const auto rows = measurement_rows(measurement);
  ASSERT_EQ(rows.size(), measurement.checks.size());
  EXPECT_EQ(rows[1].what, "Started late");
  EXPECT_THAT(rows[1].value, StartsWith("10 % of the requests; p50"));
  EXPECT_EQ(rows[1].state, MeasurementState::invalid);
}

TEST(MeasurementRows, names_what_was_lost_only_where_something_was) {
  auto run = open_run();
  EXPECT_EQ(value_of(judge_measurement(run), "Planned and sent"), "100 and 100 requests a second");
  run.stats().dropped = run.load.arrivals.never_started = 3000;
  EXPECT_EQ(value_of(judge_measurement(run), "Planned and sent"), "100 and 50 requests a second, 3,000 never started");
  EXPECT_EQ(value_of(judge_measurement(run), "Machine asleep"), "never");
  run.facts.suspended_s = 12;
  EXPECT_EQ(value_of(judge_measurement(run), "Machine asleep"), "12 s");
}

TEST(MeasurementRows, sums_up_in_a_line) {
  EXPECT_THAT(measurement_line(judge_measurement(open_run())),
              StartsWith("valid: the generator's busiest thread used 20 % of its core"));
  auto run = open_run();
  run.facts.suspended_s = 12;
  EXPECT_THAT(measurement_line(judge_measurement(run)), HasSubstr("not valid"));
}

}  // namespace plimsoll::measurement_rows_test
