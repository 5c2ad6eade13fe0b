// Sweeps and audits of the built program: what it prints, keeps and exits with.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <filesystem>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

namespace plimsoll::test::sweep_command_test {

using namespace std::chrono_literals;
using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class SweepCommand : public ::testing::Test {
 protected:
  ProcessResult sweep(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {PLIMSOLL_BINARY, "sweep"});
    for (const auto* more : {"--hold", "1s", "--warmup", "0", "--no-store", "--watch", "none", "--out"})
      arguments.emplace_back(more);
    arguments.push_back(out().string());
    auto result = run_process(std::move(arguments));
    record_ = json::parse(folder_.read("out/sweep.json"), nullptr, false);
    return result;
  }
  std::filesystem::path out() const { return folder_.path() / "out"; }

  TempFolder folder_;
  LoopbackServer server_{[](const ReceivedRequest&) { return Reply::json(R"({"prediction": 1})"); }};
  json record_;
};

TEST_F(SweepCommand, tells_and_keeps_each_level) {
  const auto result = sweep({server_.url(), "--users", "1,2,3"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("The limits hold up to 3 users"), HasSubstr("No knee in this range"),
                                HasSubstr("The highest goodput is")));
  EXPECT_THAT(result.err, HasSubstr("level 2 of 3: 2 users"));
  ASSERT_EQ(record_["levels"].size(), 3u);
  for (const auto& level : record_["levels"]) {
    EXPECT_EQ(level["state"], "holds");
    EXPECT_GT(level["requests"].get<int>(), 0);
    const auto run = json::parse(folder_.read("out/" + level["folder"].get<std::string>() + "/run.json"));
    EXPECT_EQ(run["run"]["id"], level["run"]);
    EXPECT_EQ(run["totals"]["requests"], level["requests"]);
  }
  for (const auto* file : {"sweep.html", "sweep.csv", "sweep.md"})
    EXPECT_TRUE(std::filesystem::exists(out() / file)) << file;
  EXPECT_THAT(record_["scenario"].get<std::string>(), HasSubstr("plimsoll sweep"));
}

TEST_F(SweepCommand, is_reported_again_from_its_folder) {
  EXPECT_EQ(sweep({server_.url(), "--users", "1,2"}).exit_code, 0);
  const auto page = folder_.read("out/sweep.html");
  const auto table = folder_.read("out/sweep.csv");
  std::filesystem::remove(out() / "sweep.html");
  const auto again = run_process({PLIMSOLL_BINARY, "report", out().string(), "--out", out().string()});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(folder_.read("out/sweep.html"), page);
  EXPECT_EQ(folder_.read("out/sweep.csv"), table);
  const auto beside = (folder_.path() / "beside").string();
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "report", out().string(), "--format", "html", "--out", beside}).exit_code, 0);
  EXPECT_THAT(folder_.read("beside/sweep.html"), HasSubstr("href=\"../out/levels/01-1/report.html\""));
  EXPECT_FALSE(std::filesystem::exists(folder_.path() / "beside" / "sweep.json"));
  const auto none = run_process({PLIMSOLL_BINARY, "report", out().string(), "--format", "junit", "--out", beside});
  EXPECT_EQ(none.exit_code, 64);
  EXPECT_THAT(none.err, HasSubstr("a sweep has html, json, csv and md"));
}

TEST_F(SweepCommand, leaves_its_target_up_where_that_is_asked) {
  const int port = closed_port();
  const auto file = folder_.write(
      "soak.yaml", fmt::format("target:\n  url: http://127.0.0.1:{}\n  start: \"'{}' demo-target --port {}\"\n"
                               "  ready: {{get: /health, within: 60s}}\n  inspect: true\n"
                               "load: {{users: 1}}\nrequests: [{{get: /health}}]\n",
                               port, PLIMSOLL_BINARY, port));
  const auto result = sweep({file.string(), "--users", "1,2"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("The target is left up."));
  const auto at = result.out.find("stop  kill ");
  ASSERT_NE(at, std::string::npos) << result.out;
  const int leash = std::stoi(result.out.substr(at + std::string("stop  kill ").size()));
  ASSERT_GT(leash, 1);
  EXPECT_EQ(kill(leash, SIGTERM), 0);
  EXPECT_TRUE(eventually([&] { return kill(leash, 0) != 0; }));
}

TEST_F(SweepCommand, sweeps_a_rate_of_a_scenario_of_users) {
  const auto file = folder_.write(
      "soak.yaml", fmt::format("target: {}\nload: {{users: 2, wait: 1s}}\nrequests: [{{get: /}}]\n", server_.url()));
  const auto result = sweep({file.string(), "--rate", "20,40"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(record_["over"], "rate");
  EXPECT_EQ(record_["levels"][0]["requests"], 20);
  EXPECT_EQ(record_["levels"][1]["requests"], 40);
}

TEST_F(SweepCommand, exits_with_one_where_what_is_required_is_not_met) {
  const auto result =
      sweep({server_.url(), "--users", "1,2", "--fail-if", "failed_requests >= 0", "--require", "users >= 1"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("users >= 1 is not met: there is none"));
}

TEST_F(SweepCommand, exits_with_69_where_nothing_listens) {
  const auto url = server_.url();
  server_.stop();
  const auto result = sweep({url, "--users", "1,2"});
  EXPECT_EQ(result.exit_code, 69) << result.out << result.err;
}

TEST_F(SweepCommand, keeps_what_was_measured_when_it_is_interrupted) {
  ChildProcess child({PLIMSOLL_BINARY, "sweep", server_.url(), "--users", "1,2,3", "--hold", "1s", "--warmup", "0",
                      "--no-store", "--watch", "none", "--out", out().string()});
  ASSERT_TRUE(child.wait_for_error("level 2 of 3"));
  child.signal(SIGINT);
  EXPECT_EQ(child.wait(), 130);
  const auto record = json::parse(folder_.read("out/sweep.json"));
  EXPECT_GE(record["levels"].size(), 1u);
  EXPECT_LE(record["levels"].size(), 2u);
  EXPECT_EQ(record["levels"][0]["state"], "holds");
}

TEST_F(SweepCommand, refuses_what_is_wrong_all_at_once) {
  const auto result = run_process({PLIMSOLL_BINARY, "sweep", server_.url(), "--users", "8..2", "--require", "speed > 1",
                                   "--hold", "soon", "--steps", "1"});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_THAT(result.err, AllOf(HasSubstr("--users"), HasSubstr("goes up"), HasSubstr("--require"), HasSubstr("--hold"),
                                HasSubstr("--steps")));
  EXPECT_EQ(server_.requests(), 0u);
}

TEST_F(SweepCommand, refuses_several_loads) {
  const auto file = folder_.write(
      "two.yaml",
      fmt::format("target: {}\nload: {{duration: 1s}}\nloads:\n  - {{name: a, users: 1}}\n  - {{name: b, users: 1}}\n"
                  "requests: [{{get: /}}]\n",
                  server_.url()));
  const auto result = sweep({file.string(), "--users", "1,2"});
  EXPECT_TRUE(result.exit_code == 64 || result.exit_code == 65) << result.exit_code;
  EXPECT_EQ(server_.requests(), 0u);
}

// How long a model takes for an answer.
void work_for(std::chrono::milliseconds time) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, time, [] { return false; });
}

// What the server makes of the bodies decides, and not how fast this machine is.
class CacheAuditCommand : public ::testing::Test {
 protected:
  static ProcessResult audit(bool keeps_answers) {
    std::mutex mutex;
    std::set<std::string> seen;
    LoopbackServer server([&](const ReceivedRequest& request) {
      bool is_new = true;
      if (keeps_answers) {
        const std::scoped_lock lock(mutex);
        is_new = seen.insert(request.body).second;
      }
      if (is_new) work_for(20ms);
      return Reply::json(R"({"prediction": 1})");
    });
    return run_process({PLIMSOLL_BINARY, "audit", "cache", server.url() + "/predict", "--body",
                        R"({"a": "{{unique}}"})", "--users", "2", "--pairs", "5", "--block", "1s", "--json"});
  }
};

TEST_F(CacheAuditCommand, finds_a_target_that_keeps_its_answers) {
  const auto result = audit(true);
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  const auto audited = json::parse(result.out);
  EXPECT_EQ(audited["state"], "broken");
  EXPECT_GT(audited["faster"].get<double>(), 0.1);
}

TEST_F(CacheAuditCommand, does_not_accuse_its_honest_twin) {
  const auto result = audit(false);
  EXPECT_NE(result.exit_code, 1) << result.out << result.err;
  EXPECT_NE(json::parse(result.out)["state"], "broken");
}

TEST(AuditCommand, says_that_requests_that_are_alike_tell_nothing) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  const auto result = run_process({PLIMSOLL_BINARY, "audit", "cache", server.url()});
  EXPECT_EQ(result.exit_code, 3) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("cannot tell: all requests are alike"));
}

// The plan breaks its rules; the audit follows it and is told.
TEST(RulesOfARun, are_told_one_by_one) {
  TempFolder folder;
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  const auto out = folder.path() / "out";
  const auto result = run_process({PLIMSOLL_BINARY, "run", server.url(), "--rules", "mlperf-endpoints", "--requests",
                                   "20", "--no-store", "--watch", "none", "--out", out.string()});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("Rules: mlperf-endpoints"), HasSubstr("requests are issued for at least"),
                                HasSubstr("not judged: that answers are right")));
  const auto record = json::parse(folder.read("out/run.json"));
  EXPECT_EQ(record["rules"]["set"], "mlperf-endpoints");
  EXPECT_GE(record["rules"]["results"].size(), 10u);
  EXPECT_THAT(folder.read("out/report.html"), HasSubstr("Not judged:"));
  EXPECT_THAT(folder.read("out/summary.md"), HasSubstr("rule of mlperf-endpoints"));
}

}  // namespace plimsoll::test::sweep_command_test
