// The time after the load, rests, and a run until its verdict, with `plimsoll run` as a process.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <nlohmann/json.hpp>

namespace plimsoll::test::load_shape_test {

using nlohmann::json;
using ::testing::HasSubstr;

class LoadShapeTest : public ::testing::Test {
 protected:
  std::vector<std::string> command(std::vector<std::string> arguments) const {
    std::vector<std::string> whole = {PLIMSOLL_BINARY, "run"};
    whole.insert(whole.end(), arguments.begin(), arguments.end());
    whole.insert(whole.end(), {"--out", (folder_.path() / "out").string()});
    return whole;
  }

  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }

  TempFolder folder_;
};

TEST_F(LoadShapeTest, a_cooldown_is_in_the_memory_and_in_no_figure_of_the_load) {
  DemoTarget target;
  const auto result =
      run_process(command({target.url() + "/health", "-t", "2s", "--wait", "10ms", "--cooldown", "3s"}));
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto run = record();
  EXPECT_EQ(run["run"]["ended_by"], "duration");
  EXPECT_GE(run["run"]["cooldown_s"], 3);
  EXPECT_LT(run["run"]["duration_s"], 3);
  const auto& last = run["timeline"].back();
  EXPECT_LT(last["t_s"], 3);
  const auto memory = folder_.read("out/memory.csv");
  const auto last_line = memory.rfind('\n', memory.size() - 2);
  EXPECT_GE(std::stod(memory.substr(last_line + 1)), 4.9);
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("\"cooldown_s\":3"));
}

TEST_F(LoadShapeTest, an_interrupt_ends_the_cooldown_and_not_the_run) {
  DemoTarget target;
  ChildProcess child(command({target.url() + "/health", "--requests", "20", "--cooldown", "10m", "--no-progress"}));
  ASSERT_TRUE(eventually([&] {
    const auto run = record();
    return run.is_object() && run["totals"]["requests"] == 20;
  }));
  child.signal(SIGINT);
  EXPECT_EQ(child.wait(), 0);
  EXPECT_EQ(record()["run"]["ended_by"], "requests");
  EXPECT_LT(record()["run"]["cooldown_s"], 300);
}

TEST_F(LoadShapeTest, rests_are_without_requests) {
  DemoTarget target;
  const auto file = folder_.write("soak.yaml", "target: " + target.url() +
                                                   "\nload: {users: 2, wait: 5ms, duration: 21s, rests: {every: 7s, "
                                                   "for: 6s}}\nrequests:\n  - get: /health\n");
  EXPECT_EQ(run_process(command({file.string()})).exit_code, 0);
  int rows_of_rest = 0;
  const auto run = record();
  for (const auto& row : run["timeline"]) {
    const double begin = std::fmod(row["t_s"].get<double>(), 7);
    if (begin < 1.5 || begin + row["length_s"].get<double>() > 6.9) continue;
    ++rows_of_rest;
    EXPECT_EQ(row["requests"], 0) << row;
  }
  EXPECT_GT(rows_of_rest, 0);
}

TEST_F(LoadShapeTest, refuses_what_makes_no_sense_by_option) {
  const auto refused = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "http://127.0.0.1:1");
    const auto result = run_process(command(std::move(arguments)));
    EXPECT_THAT(result.exit_code, ::testing::AnyOf(64, 65));
    return result.err;
  };
  EXPECT_THAT(refused({"--cooldown", "-5s"}), HasSubstr("--cooldown"));
  EXPECT_THAT(refused({"--cooldown", "25h"}), HasSubstr("longer than a day"));
  EXPECT_THAT(refused({"--cooldown", "5s", "--watch", "none"}), HasSubstr("nothing is watched"));
  EXPECT_THAT(refused({"-t", "until_verdict", "--watch", "none"}), HasSubstr("nothing is watched"));
  EXPECT_THAT(refused({"-t", "until_verdict", "--requests", "5"}), HasSubstr("remove `requests`"));
  EXPECT_THAT(refused({"-t", "until_verdict", "--at-most", "0"}), HasSubstr("--at-most"));
  EXPECT_THAT(
      refused({"-t", "1m", "--at-most", "2h"}),
      HasSubstr(
          "--at-most: an end where there is no verdict belongs to a run until its verdict: add -t until_verdict"));
  EXPECT_THAT(refused({"-t", "until_tomorrow"}), HasSubstr("until_verdict"));
}

}  // namespace plimsoll::test::load_shape_test
