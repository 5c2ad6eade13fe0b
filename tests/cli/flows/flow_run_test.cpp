// A login whose tokens expire, jobs that are polled, a list in pages, against a real service: whatever is told is what
// the service's own log says.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <sstream>
#include <string>

namespace plimsoll::test::flow_run_test {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::filesystem::path kSource = PLIMSOLL_SOURCE_DIR;
const std::filesystem::path kVenv = kSource / ".deps/venv/bin";

class FlowRunTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::filesystem::exists(kVenv / "uvicorn")) return;
    const char* ci = std::getenv("CI");
    ASSERT_FALSE(ci != nullptr && std::string(ci) == "true") << "no virtual environment with the real services";
    GTEST_SKIP() << "SKIPPED, REAL SERVICES ARE NOT TESTED: PyPI could not be reached, so .deps/venv is not there";
  }

  ProcessResult run(std::vector<std::string> more, const std::string& command = "run") const {
    std::vector<std::string> arguments = {PLIMSOLL_BINARY, command,
                                          (kSource / "tests/soak/scenarios/flows.yaml").string()};
    if (command == "run") {
      const std::vector<std::string> all = {"--out", folder_.path().string() + "/out", "--no-progress", "--set",
                                            "monitor=none"};
      arguments.insert(arguments.end(), all.begin(), all.end());
    }
    arguments.insert(arguments.end(), more.begin(), more.end());
    ChildOptions options;
    const char* path = std::getenv("PATH");
    options.environment = {{"PORT", std::to_string(port_)},
                           {"PATH", kVenv.string() + ":" + (path == nullptr ? "" : path)},
                           {"PYTHONDONTWRITEBYTECODE", "1"}};
    return run_process(std::move(arguments), options);
  }

  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }

  // Requests of that kind in uvicorn's log, and how many of them were answered 401.
  std::pair<std::uint64_t, std::uint64_t> logged(const std::string& line) const {
    const std::regex pattern("\"" + line + " HTTP/1.1\" ([0-9]+)");
    std::stringstream log(folder_.read("out/target.log"));
    std::uint64_t all = 0;
    std::uint64_t refused = 0;
    for (std::string text; std::getline(log, text);) {
      std::smatch match;
      if (!std::regex_search(text, match, pattern)) continue;
      ++all;
      if (match[1] == "401") ++refused;
    }
    return {all, refused};
  }

  static json row(const json& run, const std::string& name) {
    for (const auto& entry : run["requests"])
      if (entry["name"] == name) return entry;
    ADD_FAILURE() << "no row " << name;
    return {};
  }

  TempFolder folder_;
  int port_ = closed_port();
};

TEST_F(FlowRunTest, sends_what_the_services_log_holds_and_no_more) {
  const auto result = run({"--duration", "5s", "--set", "target.env.TOKEN_SECONDS=1"});
  ASSERT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto run = record();
  std::uint64_t expired = 0;
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"token", "POST /token"},           {"submit", "POST /jobs"},     {"poll", "GET /jobs/[0-9a-f]+"},
      {"fetch", "GET /jobs/\\w+/result"}, {"first page", "GET /items"}, {"further pages", "GET /items\\?after=[0-9]+"}};
  for (const auto& [name, line] : kinds) {
    const auto entry = row(run, name);
    const auto [all, refused] = logged(line);
    EXPECT_EQ(entry["requests"].get<std::uint64_t>() + entry["unfinished"].get<std::uint64_t>(), all) << name;
    EXPECT_EQ(entry["statuses"].value("401", std::uint64_t{0}), refused) << name;
    EXPECT_GT(all, 0U) << name;
    expired += refused;
  }
  EXPECT_GT(expired, 0U) << "no token expired, so nothing was tried";
  for (const auto& flow : run["flows"]) {
    EXPECT_EQ(flow["begun"], flow["completed"].get<int>() + flow["unfinished"].get<int>()) << flow["name"];
    EXPECT_GT(flow["completed"], 0) << flow["name"];
    EXPECT_EQ(flow["failed"], 0) << flow["name"];
  }
  EXPECT_EQ(run["once"].size(), 2U);
  EXPECT_EQ(logged("POST /datasets").first, 1U);
  EXPECT_EQ(logged("DELETE /datasets/\\w+").first, 1U);
  // Each job takes 0.2 s at least, and is polled until then.
  EXPECT_GE(run["flows"][0]["duration_ms"]["min"], 200);
  EXPECT_THAT(result.out, AllOf(HasSubstr("batch / poll"), HasSubstr("Flows"), HasSubstr("before_all, ")));
  EXPECT_THAT(folder_.read("out/report.html"), AllOf(HasSubstr("batch / poll"), HasSubstr("further pages")));
  EXPECT_THAT(folder_.read("out/summary.md"), HasSubstr("| batch |"));
  EXPECT_THAT(folder_.read("out/flows.csv"), HasSubstr("browse,"));
}

TEST_F(FlowRunTest, shows_no_token_wherever_it_fails) {
  const auto result = run({"--duration", "2s", "--set", "target.env.REFUSE_ALL=1"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  const auto run = record();
  ASSERT_FALSE(run["failures"].empty());
  EXPECT_EQ(run["failures"][0]["kind"], "login");
  EXPECT_EQ(run["failures"][0]["message"], "status 401 again after a new login");
  // 6 users that go on after 0.1, 0.2, 0.4, 0.8, 1 s: at most six tasks each of two logins and two refused requests.
  EXPECT_LE(logged("POST /token").first, 6U * 12);
  for (const auto* file : {"out/run.json", "out/report.html", "out/summary.md", "out/junit.xml"})
    EXPECT_THAT(folder_.read(file), Not(HasSubstr("eyJ"))) << file;  // as every JSON Web Token begins
}

TEST_F(FlowRunTest, does_not_begin_where_what_stands_before_it_fails) {
  const auto result = run({"--duration", "2s", "--set", "before_all[0].expect.status=200"});
  EXPECT_EQ(result.exit_code, 69) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("before_all failed: make a dataset: status 201, expected 200"));
  EXPECT_EQ(logged("POST /token").first, 0U);
  EXPECT_EQ(record()["once"][0]["status"], 201);
}

TEST_F(FlowRunTest, fails_where_what_stands_after_it_does) {
  const auto result = run({"--duration", "1s", "--set", "after_all[0].expect.status=204"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("after_all failed: drop the dataset: status 200, expected 204"));
}

TEST_F(FlowRunTest, ends_a_flow_whose_capture_matches_nothing_and_tells_where) {
  const auto result = run({"--duration", "1s", "--set", "requests.batch.steps[0].capture.job=$.jobs[3]"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  const auto run = record();
  EXPECT_EQ(run["failures"][0]["kind"], "capture");
  EXPECT_EQ(run["flows"][0]["completed"], 0);
  EXPECT_EQ(logged("GET /jobs/[0-9a-f]+").first, 0U);
  EXPECT_THAT(result.out, HasSubstr("\"job\" is not captured"));
}

TEST_F(FlowRunTest, is_sent_once_in_order_by_a_look_before_the_run) {
  const auto result = run({"--smoke"}, "check");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  for (const auto* name : {"make a dataset", "token", "submit", "poll", "fetch", "further pages", "drop the dataset"})
    EXPECT_THAT(result.out, HasSubstr(name));
}

}  // namespace plimsoll::test::flow_run_test
