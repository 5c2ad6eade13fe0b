// `plimsoll monitor` as a process: what it watches, streams, judges, and how it ends.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll::test::monitor_test {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class MonitorTest : public ::testing::Test {
 protected:
  std::vector<std::string> command(std::vector<std::string> arguments) const {
    std::vector<std::string> whole = {PLIMSOLL_BINARY, "monitor"};
    whole.insert(whole.end(), arguments.begin(), arguments.end());
    whole.insert(whole.end(), {"--out", (folder_.path() / "out").string()});
    return whole;
  }
  ProcessResult monitor(std::vector<std::string> arguments) const { return run_process(command(std::move(arguments))); }
  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }

  TempFolder folder_;
};

TEST_F(MonitorTest, watches_for_its_duration_and_writes_what_it_saw) {
  DemoTarget target;
  const auto result =
      monitor({"--watch", "port:" + std::to_string(target.port()), "-t", "2s", "--note", "after the upgrade"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("watched for 2"));
  EXPECT_THAT(result.out, HasSubstr("after the upgrade"));
  EXPECT_THAT(result.out, Not(HasSubstr("request")));
  const auto run = record();
  EXPECT_EQ(run["run"]["ended_by"], "duration");
  EXPECT_EQ(run["run"]["note"], "after the upgrade");
  EXPECT_EQ(run["monitors"][0]["pids"], json({target.pid()}));
  EXPECT_THAT(folder_.read("out/memory.csv"), StartsWith("t_seconds,life,pid,anon_bytes"));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out" / "requests.csv"));
  const auto report = folder_.read("out/report.html");
  const auto page = report.substr(0, report.find("<script"));
  EXPECT_THAT(page, HasSubstr("Watched for"));
  EXPECT_THAT(page, HasSubstr("after the upgrade"));
  EXPECT_THAT(page, Not(HasSubstr("Response time")));
  EXPECT_THAT(page, Not(HasSubstr("load generator")));
}

TEST_F(MonitorTest, takes_an_interrupt_for_its_end) {
  DemoTarget target;
  ChildProcess process(command({"--watch", "pid:" + std::to_string(target.pid()), "--jsonl", "-"}));
  ASSERT_TRUE(process.wait_for_output("\n"));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait(), 0) << process.err();
  EXPECT_EQ(record()["run"]["ended_by"], "interrupted");
  EXPECT_EQ(record()["verdict"]["exit_code"], 0);
  std::istringstream lines(process.out());
  for (std::string line; std::getline(lines, line);) {
    const auto row = json::parse(line, nullptr, false);
    EXPECT_EQ(row["pid"], target.pid()) << line;
    EXPECT_GT(row["rss_bytes"], 0) << line;
  }
  EXPECT_THAT(process.err(), HasSubstr("leak == none")) << "the summary was not told";
}

TEST_F(MonitorTest, streams_the_table_that_it_writes) {
  DemoTarget target;
  const auto rows = (folder_.path() / "rows.csv").string();
  EXPECT_EQ(monitor({"--watch", "pid:" + std::to_string(target.pid()), "-t", "2s", "--csv", rows}).exit_code, 0);
  EXPECT_EQ(folder_.read("rows.csv"), folder_.read("out/memory.csv"));
}

TEST_F(MonitorTest, that_is_killed_leaves_what_it_had_seen) {
  DemoTarget target;
  ChildProcess process(command({"--watch", "pid:" + std::to_string(target.pid()), "--csv", "-"}));
  ASSERT_TRUE(eventually([&] { return !folder_.read("out/run.json").empty(); }));
  process.signal(SIGKILL);
  process.wait();
  EXPECT_FALSE(record()["monitors"][0]["trace"]["rows"].empty());
  EXPECT_THAT(record()["verdict"]["reasons"][0].get<std::string>(), HasSubstr("cut off"));
}

TEST_F(MonitorTest, ends_with_what_it_watches_by_pid) {
  DemoTarget target;
  ChildProcess process(command({"--watch", "pid:" + std::to_string(target.pid()), "--csv", "-"}));
  ASSERT_TRUE(process.wait_for_output("\n"));
  target.kill();
  EXPECT_EQ(process.wait(), 0) << process.err();
  EXPECT_THAT(process.err(), HasSubstr("every process that was watched has ended"));
}

TEST_F(MonitorTest, refuses_what_cannot_be_watched_and_writes_nothing) {
  EXPECT_EQ(monitor({}).exit_code, 64);
  EXPECT_EQ(monitor({"--watch", "pid:0"}).exit_code, 64);
  EXPECT_EQ(monitor({"--watch", "pid:1", "-t", "0"}).exit_code, 64);
  EXPECT_EQ(monitor({"--watch", "port:1", "--watch", "port:2", "--csv", "-"}).exit_code, 64);
  const auto nobody = monitor({"--watch", "port:" + std::to_string(closed_port())});
  EXPECT_EQ(nobody.exit_code, 69);
  EXPECT_EQ(nobody.out, "");
  EXPECT_THAT(nobody.err, HasSubstr("port"));
  EXPECT_EQ(monitor({"--watch", "pid:4194304"}).exit_code, 69);
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out"));
}

TEST_F(MonitorTest, watches_what_has_no_processes_and_no_bytes) {
  TempFolder many;
  for (int i = 0; i < 1500; ++i) many.write(std::to_string(i), "");  // more than one reading adds up
  EXPECT_EQ(monitor({"--watch", "disk:" + many.path().string(), "-t", "2s"}).exit_code, 0);
}

}  // namespace plimsoll::test::monitor_test
