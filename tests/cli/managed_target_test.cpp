// A target that the scenario starts: waited for, watched, stopped whatever happens; its death told with its last words.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <map>
#include <nlohmann/json.hpp>

namespace plimsoll::test::managed_target_test {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class ManagedTargetTest : public ::testing::Test {
 protected:
  // A scenario that starts `command`; "{port}" in it is a free port, "{plimsoll}" the program.
  std::string scenario(const std::string& command, const std::string& duration, const std::string& extra = "") {
    const auto start =
        fmt::format(fmt::runtime(command), fmt::arg("port", port_), fmt::arg("plimsoll", PLIMSOLL_BINARY));
    return folder_
        .write("soak.yaml", fmt::format("name: managed\ntarget:\n  url: http://127.0.0.1:{}\n  start: {}\n"
                                        "  ready: {{get: /health, status: 200, within: 20s}}\n{}"
                                        "load: {{users: 2, wait: 5ms, duration: {}}}\n"
                                        "requests:\n  - post: /predict\n    json: {{rows: [[5.1, 3.5, 1.4, 0.2]]}}\n",
                                        port_, json(start).dump(), extra, duration))
        .string();
  }

  std::vector<std::string> run(const std::string& file, std::vector<std::string> more = {}) const {
    std::vector<std::string> whole = {PLIMSOLL_BINARY, "run", file, "--out", (folder_.path() / "out").string()};
    whole.insert(whole.end(), more.begin(), more.end());
    return whole;
  }

  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }
  bool nothing_listens() const { return plain_get(port_, "/health").empty(); }

  TempFolder folder_;
  int port_ = closed_port();
};

constexpr auto kDemoTarget = "'{plimsoll}' demo-target --port {port}";

TEST_F(ManagedTargetTest, is_started_watched_and_stopped) {
  const auto result = run_process(run(scenario(kDemoTarget, "2s")));
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(record()["monitors"].size(), 1U);
  EXPECT_THAT(folder_.read("out/target.log"), HasSubstr("listening on"));
  EXPECT_TRUE(nothing_listens());
}

// A daemon that left session and parents, and a sibling of the listener.
TEST_F(ManagedTargetTest, is_watched_with_all_that_it_started_wherever_it_went) {
  const auto result =
      run_process(run(scenario("(setsid sleep 1000 &); sleep 1000 & "
                               "'{plimsoll}' demo-target --port {port}",
                               "2s")));
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto run = record();
  ASSERT_EQ(run["monitors"].size(), 1U);
  std::map<std::string, int> commands;
  for (const auto& process : run["monitors"][0]["processes"]) ++commands[process["command"].get<std::string>()];
  EXPECT_GE(commands["sleep"], 2) << run["monitors"][0]["processes"].dump();
  EXPECT_EQ(commands["plimsoll"], 1) << "not the one that holds it on its leash";
  EXPECT_EQ(run["monitors"][0]["processes"][0]["command"], "plimsoll");
  EXPECT_EQ(run["monitors"][0]["processes"][0]["main"], true) << "the listener";
  EXPECT_THAT(run["monitors"][0]["description"].get<std::string>(), HasSubstr("more processes of the command"));
}

TEST_F(ManagedTargetTest, that_dies_before_it_is_ready_is_told_with_its_last_lines) {
  const auto result = run_process(run(scenario("echo loading the model; echo no such model >&2; exit 3", "1m")));
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.out, HasSubstr("no such model"));
  EXPECT_THAT(result.out, HasSubstr("status 3"));
  EXPECT_EQ(record()["verdict"]["exit_code"], 69);
  EXPECT_FALSE(folder_.read("out/report.html").empty());
}

TEST_F(ManagedTargetTest, that_dies_in_the_run_ends_it) {
  ChildProcess child(
      run(scenario("'{plimsoll}' demo-target --port {port} & server=$!; "
                   "while [ ! -e die ]; do sleep 0.02; done; echo out of luck; kill -9 $server; exit 7",
                   "5m", fmt::format("  directory: {}\n", folder_.path().string()))));
  const auto has_predicted = [&] {
    const auto metrics = plain_get(port_, "/metrics");
    return metrics.find("predictions_total ") != std::string::npos &&
           metrics.find("predictions_total 0") == std::string::npos;
  };
  ASSERT_TRUE(eventually(has_predicted));
  folder_.write("die", "");
  EXPECT_EQ(child.wait(), 69);
  EXPECT_THAT(child.out(), HasSubstr("out of luck"));
  const auto run = record();
  EXPECT_EQ(run["verdict"]["outcome"], "error");
  EXPECT_GT(run["totals"]["requests"], 0);
}

TEST_F(ManagedTargetTest, that_is_never_ready_is_told) {
  const auto file =
      folder_.write("soak.yaml", fmt::format("target:\n  url: http://127.0.0.1:{}\n  start: sleep 1000\n"
                                             "  ready: {{get: /health, within: 300ms}}\nrequests:\n  - get: /\n",
                                             port_));
  const auto result = run_process(run(file.string()));
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.out, HasSubstr("not ready within 300 ms"));
}

TEST_F(ManagedTargetTest, is_stopped_when_we_are_interrupted) {
  ChildProcess child(run(scenario(kDemoTarget, "5m")));
  // The target listens before the program takes signals; the record is first written when the load goes on.
  ASSERT_TRUE(eventually([&] { return !folder_.read("out/run.json").empty(); }));
  EXPECT_FALSE(nothing_listens());
  child.signal(SIGINT);
  EXPECT_EQ(child.wait(), 130);
  EXPECT_TRUE(nothing_listens());
}

TEST_F(ManagedTargetTest, is_stopped_when_we_are_killed) {
  ChildProcess child(run(scenario(kDemoTarget, "5m")));
  ASSERT_TRUE(eventually([&] { return !nothing_listens(); }));
  child.signal(SIGKILL);
  EXPECT_EQ(child.wait(), -SIGKILL);
  EXPECT_TRUE(eventually([&] { return nothing_listens(); }));
}

TEST_F(ManagedTargetTest, stays_for_inspection_until_a_signal) {
  ChildProcess child(run(scenario(kDemoTarget, "1s"), {"--inspect"}));
  ASSERT_TRUE(child.wait_for_output("curl -X POST"));
  ASSERT_TRUE(child.wait_for_output("to stop it"));
  EXPECT_FALSE(nothing_listens());
  child.signal(SIGINT);
  EXPECT_EQ(child.wait(), 0);
  EXPECT_TRUE(nothing_listens());
}

// A token is known to nobody before the run; what the target writes of it is cleared all the same.
TEST_F(ManagedTargetTest, writes_no_token_of_the_run_into_the_report) {
  const auto token = folder_.write("token.txt", "got-while-it-ran-1").string();
  const auto command = fmt::format("(while sleep 0.1; do cat {}; echo; done) & {}", token, kDemoTarget);
  const auto extra = fmt::format("auth: {{token: {{run: \"cat {}\"}}}}\n", token);
  const auto result = run_process(run(scenario(command, "2s", extra)));
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(folder_.read("out/target.log"), HasSubstr("got-while-it-ran-1"));
  EXPECT_THAT(record()["target_log_tail"].dump(), HasSubstr("[redacted]"));
  for (const auto* file : {"out/run.json", "out/report.html"})
    EXPECT_THAT(folder_.read(file), Not(HasSubstr("got-while-it-ran-1"))) << file;
}

}  // namespace plimsoll::test::managed_target_test
