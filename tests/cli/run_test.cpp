// `plimsoll run` as a process: counts that the target confirms, exit codes, signals, files.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace plimsoll::test::run_test {

using nlohmann::json;
using ::testing::HasSubstr;

constexpr auto kBody = R"({"rows": [[5.1, 3.5, 1.4, 0.2]]})";

class RunTest : public ::testing::Test {
 protected:
  std::string out() const { return (folder_.path() / "out").string(); }

  ProcessResult run(std::vector<std::string> arguments) const { return run_process(command(std::move(arguments))); }

  std::vector<std::string> command(std::vector<std::string> arguments) const {
    std::vector<std::string> whole = {PLIMSOLL_BINARY, "run"};
    whole.insert(whole.end(), arguments.begin(), arguments.end());
    whole.insert(whole.end(), {"--out", out()});
    return whole;
  }

  json record() const {
    const auto text = folder_.read("out/run.json");
    EXPECT_FALSE(text.empty()) << "no run.json";
    return json::parse(text, nullptr, false);
  }

  TempFolder folder_;
};

TEST_F(RunTest, counts_what_the_target_counted_and_passes) {
  DemoTarget target;
  const auto result =
      run({target.url() + "/predict", "--body", kBody, "-u", "4", "-r", "4", "--wait", "1ms..5ms", "-t", "2s"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto run = record();
  const auto& totals = run["totals"];
  EXPECT_GT(totals["requests"], 0);
  EXPECT_EQ(totals["failures"], 0);
  EXPECT_EQ(totals["requests"].get<std::uint64_t>() + totals["unfinished"].get<std::uint64_t>(), target.predictions());
  EXPECT_EQ(run["verdict"]["outcome"], "pass");
  EXPECT_EQ(run["run"]["ended_by"], "duration");
  for (const auto* file : {"report.html", "junit.xml", "summary.md", "requests.csv", "timeline.csv", "memory.csv"})
    EXPECT_FALSE(folder_.read(std::string("out/") + file).empty()) << file;
}

TEST_F(RunTest, watches_the_listener_of_a_loopback_target_by_itself) {
  DemoTarget target;
  EXPECT_EQ(run({target.url() + "/health", "-t", "1s", "--wait", "10ms"}).exit_code, 0);
  const auto run = record();
  ASSERT_EQ(run["monitors"].size(), 1U);
  EXPECT_EQ(run["monitors"][0]["pids"], json({target.pid()}));
  EXPECT_EQ(run["leaks"][0]["verdict"], "inconclusive");
}

TEST_F(RunTest, watches_nothing_where_told_so) {
  DemoTarget target;
  EXPECT_EQ(run({target.url() + "/health", "-t", "1s", "--wait", "10ms", "--watch", "none"}).exit_code, 0);
  EXPECT_TRUE(record()["monitors"].empty());
}

TEST_F(RunTest, stops_after_exactly_the_requests_asked_for) {
  DemoTarget target;
  EXPECT_EQ(run({target.url() + "/predict", "--body", kBody, "-u", "7", "-r", "100", "--requests", "500"}).exit_code,
            0);
  EXPECT_EQ(record()["totals"]["requests"], 500);
  EXPECT_EQ(record()["run"]["ended_by"], "requests");
  EXPECT_EQ(target.predictions(), 500U);
}

TEST_F(RunTest, keeps_the_warm_up_apart) {
  DemoTarget target;
  EXPECT_EQ(run({target.url() + "/predict", "--body", kBody, "-t", "2s", "--warmup", "1s", "--wait", "5ms"}).exit_code,
            0);
  const auto run = record();
  const std::uint64_t warmup = run["warmup"]["requests"];
  EXPECT_GT(warmup, 0U);
  EXPECT_EQ(run["totals"]["requests"].get<std::uint64_t>() + warmup + run["totals"]["unfinished"].get<std::uint64_t>(),
            target.predictions());
}

TEST_F(RunTest, exits_3_where_nothing_was_measured) {
  DemoTarget target;
  const auto result =
      run({target.url() + "/predict", "--body", kBody, "-t", "60s", "--warmup", "50s", "--requests", "5"});
  EXPECT_EQ(result.exit_code, 3) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("nothing was measured: 5 requests that ended came within the warm-up"));
  EXPECT_EQ(record()["verdict"]["outcome"], "invalid");
}

TEST_F(RunTest, exits_1_where_a_threshold_is_broken) {
  DemoTarget target({"--service-time", "20ms"});
  const auto result = run({target.url() + "/predict", "--body", kBody, "-t", "1s", "--fail-if", "p50 > 5ms"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(record()["verdict"]["outcome"], "fail");
  EXPECT_THAT(result.out, HasSubstr("p50 <= 5ms"));
}

TEST_F(RunTest, exits_1_where_the_target_answers_errors) {
  DemoTarget target;
  const auto result = run({target.url() + "/nothing", "--requests", "10"});
  EXPECT_EQ(result.exit_code, 1);
  const auto run = record();
  EXPECT_EQ(run["totals"]["failures"], 10);
  EXPECT_EQ(run["failures"][0]["kind"], "status");
  EXPECT_EQ(run["failures"][0]["count"], 10);
}

TEST_F(RunTest, exits_69_where_nothing_listens_and_still_reports) {
  const auto url = "http://127.0.0.1:" + std::to_string(closed_port());
  const auto result = run({url, "-t", "1m"});
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.out + result.err, HasSubstr("nothing listens"));
  EXPECT_EQ(record()["verdict"]["outcome"], "error");
  EXPECT_FALSE(folder_.read("out/report.html").empty());
}

TEST_F(RunTest, exits_69_where_the_host_cannot_be_resolved) {
  const auto result = run({"http://no-such-host.invalid/predict", "-t", "1m"});
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.out + result.err, HasSubstr("no-such-host.invalid"));
}

TEST_F(RunTest, exits_64_for_bad_usage_and_names_the_option) {
  const auto result = run({"http://127.0.0.1:1", "-u", "-3", "-t", "5 parsecs", "--wait", "5s..3s"});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_THAT(result.err, HasSubstr("--users"));
  EXPECT_THAT(result.err, HasSubstr("--duration"));
  EXPECT_THAT(result.err, HasSubstr("--wait"));
  EXPECT_FALSE(std::filesystem::exists(out()));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "run"}).exit_code, 64);
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "fly"}).exit_code, 64);
  const auto unbuilt = run_process({PLIMSOLL_BINARY, "compare", "a", "b"});
  EXPECT_EQ(unbuilt.exit_code, 64);
  EXPECT_THAT(unbuilt.err, HasSubstr("compare is not built yet"));
}

TEST_F(RunTest, exits_65_for_a_bad_scenario_with_file_and_line) {
  const auto file =
      folder_.write("soak.yaml", "target: http://127.0.0.1:1\nload:\n  usres: 5\nrequests:\n  - get: /\n");
  const auto result = run({file.string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.err, HasSubstr("soak.yaml:3"));
  EXPECT_THAT(result.err, HasSubstr("users"));
}

TEST_F(RunTest, finds_before_the_run_that_the_folder_cannot_be_written) {
  DemoTarget target;
  const auto file = folder_.write("a-file", "");
  const auto result = run_process({PLIMSOLL_BINARY, "run", target.url() + "/predict", "--body", kBody, "-t", "1m",
                                   "--out", (file / "below").string()});
  EXPECT_EQ(result.exit_code, 64) << "what was asked for is wrong, not we";
  EXPECT_THAT(result.err, HasSubstr("cannot be written"));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "run", target.url() + "/health", "--out", file.string()}).exit_code, 64);
  EXPECT_EQ(target.predictions(), 0U);
}

TEST_F(RunTest, tells_that_the_reports_could_not_be_written) {
  DemoTarget target;
  // A limit on file sizes stands for a full disk: the record itself is larger than 4 KiB.
  auto arguments = command({target.url() + "/health", "--requests", "10"});
  std::string shell = "ulimit -f 4; exec";
  for (const auto& argument : arguments) shell += " '" + argument + "'";
  const auto result = run_process({"/bin/sh", "-c", shell});
  EXPECT_EQ(result.exit_code, 70) << result.out << result.err;
  EXPECT_THAT(result.out + result.err, HasSubstr("could not be written"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out" / "report.html")) << "half a report is worse than none";
}

class InterruptTest : public RunTest, public ::testing::WithParamInterface<int> {};

TEST_P(InterruptTest, ends_gracefully_with_all_reports_and_130) {
  DemoTarget target;
  ChildProcess child(command({target.url() + "/predict", "--body", kBody, "-t", "5m", "--wait", "5ms"}));
  ASSERT_TRUE(eventually([&] { return target.predictions() > 20; }));
  child.signal(GetParam());
  EXPECT_EQ(child.wait(), 130);
  const auto run = record();
  EXPECT_EQ(run["verdict"]["outcome"], "interrupted");
  EXPECT_EQ(run["run"]["ended_by"], "interrupted");
  EXPECT_EQ(run["totals"]["requests"].get<std::uint64_t>() + run["totals"]["unfinished"].get<std::uint64_t>(),
            target.predictions());
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("</html>"));
}

TEST_F(RunTest, that_is_killed_leaves_what_it_had_come_to) {
  DemoTarget target;
  ChildProcess child(command({target.url() + "/predict", "--body", "{}", "-t", "5m", "--wait", "5ms"}),
                     {"", {{"http_proxy", "http://127.0.0.1:1"}}});
  ASSERT_TRUE(eventually([&] { return folder_.read("out/run.json").find("status 4") != std::string::npos; }));
  child.signal(SIGKILL);
  child.wait();
  const auto run = record();
  EXPECT_GT(run["totals"]["requests"], 0);
  EXPECT_EQ(run["run"]["ended_by"], "error");
  EXPECT_THAT(run["verdict"]["reasons"][0].get<std::string>(), HasSubstr("cut off"));
  EXPECT_GT(run["failures"][0]["count"], 0);
  EXPECT_FALSE(run["failures"][0]["examples"].empty());
  EXPECT_FALSE(run["measurement"]["checks"].empty());
  EXPECT_THAT(run["measurement"]["notes"].dump(), HasSubstr("http_proxy is set and ignored"));
  EXPECT_FALSE(run["monitors"][0]["trace"]["rows"].empty());
}

INSTANTIATE_TEST_SUITE_P(Signals, InterruptTest, ::testing::Values(SIGINT, SIGTERM));

TEST_F(RunTest, a_second_interrupt_ends_it_at_once) {
  DemoTarget target({"--service-time", "5m"});
  ChildProcess child(command({target.url() + "/predict", "--body", kBody, "-t", "5m", "--timeout", "10m"}));
  // The record is first written when the load goes on: the first signal alone would wait for its request.
  ASSERT_TRUE(eventually([&] { return !folder_.read("out/run.json").empty(); }));
  child.signal(SIGINT);
  child.signal(SIGINT);
  EXPECT_EQ(child.wait(), 130);
}

TEST_F(RunTest, prints_one_line_each_ten_seconds_or_nothing_at_all) {
  DemoTarget target;
  const auto quiet = run({target.url() + "/health", "--requests", "5", "--quiet"});
  EXPECT_EQ(quiet.exit_code, 0);
  EXPECT_EQ(quiet.out + quiet.err, "");
  const auto without_terminal = run({target.url() + "/health", "--requests", "5"});
  EXPECT_EQ(without_terminal.err.find('\x1b'), std::string::npos);
  EXPECT_THAT(without_terminal.out, HasSubstr(out()));
}

}  // namespace plimsoll::test::run_test
