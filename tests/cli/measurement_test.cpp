// What a run says of itself, by the built program against a real target.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::test::measurement_test {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class MeasurementTest : public ::testing::Test {
 protected:
  ProcessResult run(const DemoTarget& target, std::vector<std::string> options) const {
    std::vector<std::string> command = {PLIMSOLL_BINARY,
                                        "run",
                                        target.url() + "/predict",
                                        "--body",
                                        R"({"rows": [[5.1, 3.5, 1.4, 0.2]]})",
                                        "--watch",
                                        "none",
                                        "--out",
                                        (folder_.path() / "out").string()};
    command.insert(command.end(), options.begin(), options.end());
    return run_process(command);
  }

  json measurement() const { return json::parse(folder_.read("out/run.json"), nullptr, false)["measurement"]; }

  TempFolder folder_;
};

TEST_F(MeasurementTest, a_rate_beyond_the_machine_is_invalid_and_named) {
  DemoTarget target;
  const auto result = run(target, {"--rate", "300000/s", "-t", "2s", "--threads", "1"});
  EXPECT_EQ(result.exit_code, 3) << result.out << result.err;
  const auto judged = measurement();
  EXPECT_EQ(judged["valid"], false);
  EXPECT_EQ(judged["planned_requests"], 600'000);
  EXPECT_GT(judged["never_started"], 0);
  EXPECT_THAT(judged["reasons"][0].get<std::string>(),
              AllOf(HasSubstr("300,000 requests a second were planned"), HasSubstr("lower rate")));
  EXPECT_THAT(result.out, HasSubstr("300,000 requests a second were planned"));
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("never started"));
}

TEST_F(MeasurementTest, a_slow_target_within_plan_is_valid) {
  DemoTarget target({"--service-time", "300ms"});
  const auto result = run(target, {"--rate", "20/s", "-t", "2s"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto judged = measurement();
  EXPECT_EQ(judged["valid"], true) << judged;
  EXPECT_EQ(judged["planned_requests"], 40);
  EXPECT_EQ(judged["rate"]["planned_per_second"], 20);
  EXPECT_EQ(judged["suspended_s"], 0);
  EXPECT_THAT(result.out, HasSubstr("valid: the generator's busiest thread"));
}

TEST_F(MeasurementTest, users_are_accounted_for) {
  DemoTarget target({"--service-time", "5ms"});
  const auto result = run(target, {"-u", "4", "-r", "100", "--wait", "10ms", "-t", "2s"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto judged = measurement();
  EXPECT_EQ(judged["planned_requests"], 0);
  EXPECT_GT(judged["little_law"]["ratio"], 0.5);
  EXPECT_LE(judged["reconnect_share"], 0.1);
  EXPECT_GT(judged["loop_lag_p99_ms"], 0);
}

}  // namespace plimsoll::test::measurement_test
