// Whole runs whose checks would take more of a thread's time than they may.

#include "tests/support/child_process.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

namespace plimsoll::test::check_budget_run_test {

using testing::HasSubstr;
using testing::Not;

class CheckBudgetRun : public testing::Test {
 protected:
  CheckBudgetRun()
      : server_([](const ReceivedRequest&) {
          std::string body = R"({"numbers": [)";
          for (int i = 0; i < 20'000; ++i) body += std::to_string(i) + ", ";
          return Reply::json(body + R"(0], "y": 0.5})");
        }) {}

  // How many answers were checked, of how many.
  nlohmann::json run(const std::string& budget, const std::string& more = "",
                     const std::string& request = "{name: predict, get: /, expect: {json: {$.y: {between: [0, 1]}}}}") {
    const auto file = folder_.write("s.yaml", "target: " + server_.url() + R"(
load: {users: 2, duration: 5m}
monitor: none
requests:
  - )" + request + R"(
check_budget: )" + budget + "\n" + more);
    ran_ = run_process({PLIMSOLL_BINARY, "run", file.string(), "--no-store", "--requests", "3000", "--threads", "1",
                        "--out", (folder_.path() / "out").string()});
    const auto record = nlohmann::json::parse(folder_.read("out/run.json"), nullptr, false);
    const auto checks = record.value("checks", nlohmann::json::array());
    return checks.empty() ? nlohmann::json::object() : checks.front();
  }

  TempFolder folder_;
  ProcessResult ran_;
  LoopbackServer server_;
};

TEST_F(CheckBudgetRun, checks_a_sample_and_says_how_many) {
  const auto checks = run("0.05%", "thresholds: [checked_answers >= 100]\n");
  EXPECT_EQ(ran_.exit_code, 0) << ran_.out << ran_.err;
  EXPECT_EQ(checks.value("answers", 0), 3000);
  EXPECT_GE(checks.value("checked", 0), 100);
  EXPECT_LT(checks.value("checked", 0), 3000);
  EXPECT_THAT(ran_.out, HasSubstr("of 3,000 answers to predict were checked, for want of time"));
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("for want of time"));
  EXPECT_THAT(folder_.read("out/summary.md"), HasSubstr("for want of time"));
}

TEST_F(CheckBudgetRun, holds_thresholds_on_how_many_were_checked) {
  run("0.05%", "thresholds: [checked_share == 100%]\n");
  EXPECT_EQ(ran_.exit_code, 1) << ran_.out << ran_.err;
}

TEST_F(CheckBudgetRun, checks_all_where_there_is_no_limit) {
  const auto checks = run("100%", "thresholds: [checked_share == 100%]\n");
  EXPECT_EQ(ran_.exit_code, 0) << ran_.out << ran_.err;
  EXPECT_EQ(checks.value("checked", 0), 3000);
  EXPECT_THAT(ran_.out, Not(HasSubstr("for want of time")));
}

TEST_F(CheckBudgetRun, holds_what_is_expected_by_row_to_the_same_budget) {
  folder_.write("rows.csv", "y\n0.5\n0.5\n");
  const auto checks = run("0.05%", "feeders: {row: rows.csv}\n",
                          R"({name: predict, get: "/?y={{row.y}}", expect: {json: {$.y: {equals: "{{row.y}}"}}}})");
  EXPECT_EQ(ran_.exit_code, 0) << ran_.out << ran_.err;
  EXPECT_EQ(checks.value("answers", 0), 3000);
  EXPECT_GE(checks.value("checked", 0), 100);
  EXPECT_LT(checks.value("checked", 0), 3000);
}

TEST_F(CheckBudgetRun, finds_the_figures_of_quality_on_a_sample) {
  folder_.write("rows.csv", "y\n0.5\n0.5\n");
  run("0.05%", "feeders: {row: rows.csv}\n",
      R"({name: predict, get: "/?y={{row.y}}", quality: {type: regression, label: "{{row.y}}", prediction: $.y}})");
  EXPECT_EQ(ran_.exit_code, 0) << ran_.out << ran_.err;
  EXPECT_THAT(ran_.out, HasSubstr("of 3,000 answers to predict were checked, for want of time"));
  EXPECT_THAT(ran_.out, HasSubstr("rmse"));
}

}  // namespace plimsoll::test::check_budget_run_test
