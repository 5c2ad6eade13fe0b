// The smaller commands as processes: check, init, report, schema, and what all of them share.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

namespace plimsoll::test::commands_test {

using nlohmann::json;
using ::testing::HasSubstr;

std::string scenario_for(const std::string& url) {
  return "target: " + url +
         "\nrequests:\n"
         "  - {name: predict, post: /predict, json: {rows: [[5.1, 3.5, 1.4, 0.2]]}, expect: {status: 200}}\n"
         "  - {name: broken, post: /predict, json: {rows: 3}, expect: {status: 200}}\n";
}

TEST(CheckCommand, says_what_a_good_scenario_holds) {
  TempFolder folder;
  const auto file = folder.write("soak.yaml", scenario_for("http://127.0.0.1:1"));
  const auto result = run_process({PLIMSOLL_BINARY, "check", file.string()});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("2 requests"));
}

TEST(CheckCommand, smoke_sends_each_request_once_and_tells_which_failed) {
  DemoTarget target;
  TempFolder folder;
  const auto file = folder.write("soak.yaml", scenario_for(target.url()));
  const auto result = run_process({PLIMSOLL_BINARY, "check", file.string(), "--smoke"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(target.predictions(), 2U);
  EXPECT_THAT(result.out, HasSubstr("ok    predict"));
  EXPECT_THAT(result.out, HasSubstr("FAIL  broken"));
  EXPECT_THAT(result.out, HasSubstr("status 400, expected 200"));
}

TEST(InitCommand, writes_a_scenario_that_check_accepts) {
  TempFolder folder;
  const auto file = (folder.path() / "first.yaml").string();
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "init", "http://127.0.0.1:5000/predict", "-o", file}).exit_code, 0);
  const auto check = run_process({PLIMSOLL_BINARY, "check", file});
  EXPECT_EQ(check.exit_code, 0) << check.err;
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "init", "http://127.0.0.1:5000/predict", "-o", file}).exit_code, 64)
      << "overwrote it";
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "init", "127.0.0.1:5000"}).exit_code, 64);
}

TEST(ReportCommand, makes_the_same_bytes_again_from_the_record) {
  DemoTarget target;
  TempFolder folder;
  const auto out = (folder.path() / "out").string();
  ASSERT_EQ(
      run_process({PLIMSOLL_BINARY, "run", target.url() + "/health", "--requests", "50", "--wait", "1ms", "--out", out})
          .exit_code,
      0);
  const auto again = (folder.path() / "again").string();
  const auto result = run_process({PLIMSOLL_BINARY, "report", out, "--out", again});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  for (const auto* name :
       {"run.json", "report.html", "junit.xml", "summary.md", "requests.csv", "timeline.csv", "memory.csv"}) {
    EXPECT_FALSE(folder.read(std::string("again/") + name).empty()) << name;
    EXPECT_EQ(folder.read(std::string("again/") + name), folder.read(std::string("out/") + name)) << name;
  }
}

TEST(ReportCommand, refuses_what_is_no_record) {
  TempFolder folder;
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "report", folder.write("run.json", "{}").string()}).exit_code, 65);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "report", (folder.path() / "absent").string()}).exit_code, 65);
}

TEST(SchemaCommand, prints_a_json_schema) {
  const auto result = run_process({PLIMSOLL_BINARY, "schema"});
  EXPECT_EQ(result.exit_code, 0);
  const auto schema = json::parse(result.out, nullptr, false);
  EXPECT_TRUE(schema.is_object());
  EXPECT_TRUE(schema["properties"].contains("requests"));
}

TEST(EveryCommand, shows_an_example_in_its_help) {
  for (const auto* command : {"run", "check", "leak", "report", "init", "schema", "demo", "demo-target"}) {
    const auto result = run_process({PLIMSOLL_BINARY, command, "--help"});
    EXPECT_EQ(result.exit_code, 0) << command;
    EXPECT_THAT(result.out, HasSubstr("Example")) << command;
  }
}

TEST(Options, beat_their_environment_variables) {
  DemoTarget target;
  TempFolder folder;
  ChildOptions options;
  options.environment = {{"PLIMSOLL_REQUESTS", "7"}, {"PLIMSOLL_OUT", (folder.path() / "out").string()}};
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "run", target.url() + "/health"}, options).exit_code, 0);
  EXPECT_EQ(json::parse(folder.read("out/run.json"))["totals"]["requests"], 7);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "run", target.url() + "/health", "--requests", "5"}, options).exit_code, 0);
  EXPECT_EQ(json::parse(folder.read("out/run.json"))["totals"]["requests"], 5);
}

// As before `| head`: what is printed is lost, what was found is the exit code all the same.
TEST(EveryCommand, goes_on_where_its_reader_went_away) {
  const TempFolder folder;
  const LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  const auto scenario = folder.write("soak.yaml", fmt::format("target: {}\nmonitor: none\nload: {{users: 1}}\n"
                                                              "requests:\n  - {{name: p, get: /}}\n",
                                                              server.url()));
  const auto rows = folder.write("rows.csv", "a\n1\n");
  const auto schema = folder.write("rows.yaml", "columns:\n  a: {type: integer, max: 0}\n");
  const auto out = (folder.path() / "out").string();
  const auto exit_code_of = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"/bin/bash", "-c", "set -o pipefail; \"$@\" 2>&1 | :", "bash", PLIMSOLL_BINARY});
    return run_process(words).exit_code;
  };
  EXPECT_EQ(exit_code_of({"run", scenario.string(), "--requests", "3", "--no-store", "--out", out}), 0);
  EXPECT_EQ(exit_code_of({"sweep", scenario.string(), "--users", "1,2", "--hold", "1s", "--warmup", "0", "--no-store",
                          "--out", out}),
            0);
  EXPECT_EQ(exit_code_of({"check", scenario.string(), "--smoke", "--expand"}), 0);
  EXPECT_EQ(exit_code_of({"protocols", "--json"}), 0);
  EXPECT_EQ(exit_code_of({"schema"}), 0);
  EXPECT_EQ(exit_code_of({"diff", rows.string(), rows.string()}), 65);
  EXPECT_EQ(exit_code_of({"data", "check", rows.string(), "--schema", schema.string()}), 65);
  EXPECT_EQ(exit_code_of({"snapshot", scenario.string(), "--out", out}), 0);
  EXPECT_EQ(exit_code_of({"rnu"}), 64);
}

TEST(EveryCommand, that_nobody_knows_is_told_with_what_was_meant) {
  const auto told = [](std::vector<std::string> words) {
    words.insert(words.begin(), PLIMSOLL_BINARY);
    const auto result = run_process(words);
    EXPECT_EQ(result.exit_code, 64);
    return result.err;
  };
  EXPECT_THAT(told({"rnu", "soak.yaml"}), HasSubstr("there is no command rnu; did you mean run?"));
  EXPECT_THAT(told({"runs", "lsit"}), HasSubstr("there is no command lsit; did you mean list?"));
  EXPECT_THAT(told({"run", "soak.yaml", "--durationn=5s"}),
              HasSubstr("there is no option --durationn; did you mean --duration?"));
  EXPECT_THAT(told({"run", "a.yaml", "--out", "a", "--out", "b"}),
              HasSubstr("--out is given twice, and takes one value"));
  EXPECT_THAT(told({"run"}), HasSubstr("plimsoll: SCENARIO is required; --help tells what there is"));
  EXPECT_THAT(told({"export", "curl", "login.hurl"}), HasSubstr("plimsoll import login.hurl"));
}

}  // namespace plimsoll::test::commands_test
