// Whole runs with probes against services that are wrong in a way that only repeated answers show, and their healthy
// twins.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace plimsoll::test::probes_run_test {

using testing::HasSubstr;
using testing::Not;

class ProbesRun : public testing::Test {
 protected:
  struct Seen {
    ProcessResult result;
    nlohmann::json probes;
  };

  Seen run(const std::string& kind, const std::string& probes, const std::string& more = "") const {
    const int port = closed_port();
    const ChildProcess server(
        {"python3", PLIMSOLL_SOURCE_DIR "/tests/services/probed_service.py", std::to_string(port), kind});
    EXPECT_TRUE(eventually([&] { return first_bytes(port, "/").find("HTTP/1") != std::string::npos; }));
    std::string rows = "x\n";
    for (int i = 1; i <= 12; ++i) rows += std::to_string(i) + "\n";
    folder_.write("rows.csv", rows);
    const auto file = folder_.write("s.yaml", fmt::format(R"(target: http://127.0.0.1:{}
load: {{users: 8, spawn_rate: 100, duration: 6s, wait: 20ms}}
monitor: none
feeders: {{row: rows.csv}}
requests:
  - name: predict
    post: /predict
    json: {{x: "{{{{row.x}}}}"}}
probes: {}
{})",
                                                          port, probes, more));
    Seen seen;
    seen.result = run_process({PLIMSOLL_BINARY, "run", file.string(), "--no-store", "--seed", "7", "--out",
                               (folder_.path() / "out").string()});
    seen.probes = nlohmann::json::parse(folder_.read("out/run.json"), nullptr, false).value("probes", nlohmann::json());
    return seen;
  }

  // Named in the terminal, in the page, in Markdown and JUnit, and in the exit code.
  void expect_found(const std::string& kind, const std::string& verdict, const std::string& words) const {
    const auto seen = run(kind, "{every: 100ms}");
    EXPECT_EQ(seen.result.exit_code, 1) << seen.result.out << seen.result.err;
    EXPECT_EQ(seen.probes.value("verdict", ""), verdict) << seen.probes.dump(1);
    EXPECT_THAT(seen.result.out, HasSubstr(words));
    EXPECT_THAT(folder_.read("out/report.html"), HasSubstr(words));
    EXPECT_THAT(folder_.read("out/summary.md"), HasSubstr(words));
    EXPECT_THAT(folder_.read("out/junit.xml"),
                HasSubstr("name=\"answers stay the same\">\n      <failure message=\"" + words));
    for (const auto* other : {"shared state", "drift", "stale replica", "not deterministic"})
      EXPECT_EQ(seen.result.out.find(other) != std::string::npos, words == other) << other << ": they are told apart";
  }
  void expect_healthy(const std::string& kind) const {
    const auto seen = run(kind, "{every: 100ms}");
    EXPECT_EQ(seen.result.exit_code, 0) << seen.result.out << seen.result.err;
    EXPECT_EQ(seen.probes.value("verdict", ""), "same") << seen.probes.dump(1);
    EXPECT_GT(seen.probes["under_load"].value("asked", 0), 0);
  }

  TempFolder folder_;
};

TEST_F(ProbesRun, find_state_that_requests_share) { expect_found("shared", "shared_state", "shared state"); }
TEST_F(ProbesRun, pass_its_healthy_twin) { expect_healthy("shared-healthy"); }

TEST_F(ProbesRun, find_answers_that_change_in_the_middle) { expect_found("drift", "drift", "drift"); }
TEST_F(ProbesRun, pass_answers_that_do_not_change) { expect_healthy("drift-healthy"); }

TEST_F(ProbesRun, find_a_worker_with_an_old_model) {
  expect_found("stale", "stale_replica", "stale replica");
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("x-served-by"));
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("worker-2"));
}
TEST_F(ProbesRun, pass_workers_with_one_model) { expect_healthy("stale-healthy"); }

TEST_F(ProbesRun, find_a_worker_with_an_old_model_by_its_process) {
  for (const std::string kind : {"silent", "prefork"}) {
    const auto seen = run(kind, "{every: 100ms}");
    EXPECT_EQ(seen.result.exit_code, 1) << seen.result.out << seen.result.err;
    EXPECT_EQ(seen.probes.value("verdict", ""), "stale_replica") << kind << seen.probes.dump(1);
    EXPECT_THAT(seen.probes.value("reason", ""), HasSubstr("depends on which process answers"));
    EXPECT_TRUE(seen.probes.value("by_process", false));
    ASSERT_EQ(seen.probes["servers"].size(), 2U) << seen.probes.dump(1);
    for (const auto& server : seen.probes["servers"])
      EXPECT_EQ(server.value("changed", 0), server.value("asked", 1)) << "of two nobody knows who is right";
    EXPECT_THAT(seen.result.out, HasSubstr("who is right cannot be told"));
    for (const auto& server : seen.probes["servers"])
      EXPECT_THAT(server.value("server", ""), testing::MatchesRegex("process [0-9]+ .python3."));
    EXPECT_THAT(seen.result.out, HasSubstr("by process: process "));
  }
}
TEST_F(ProbesRun, pass_workers_with_one_model_that_end_each_connection) { expect_healthy("prefork-healthy"); }

// One that is named is followed alone.
TEST_F(ProbesRun, find_a_worker_with_an_old_model_that_nothing_tells) {
  const auto seen = run("silent", "{every: 100ms, server_header: x-worker}");
  EXPECT_EQ(seen.result.exit_code, 1) << seen.result.out << seen.result.err;
  EXPECT_EQ(seen.probes.value("verdict", ""), "stale_replica") << seen.probes.dump(1);
  EXPECT_THAT(seen.probes.value("reason", ""), HasSubstr("depends on the connection"));
}

TEST_F(ProbesRun, find_a_model_that_samples) { expect_found("sampling", "nondeterministic", "not deterministic"); }
TEST_F(ProbesRun, name_the_place_that_varies_and_how_it_is_left_out) {
  auto seen = run("sampling", "{every: 200ms}");
  EXPECT_THAT(seen.result.out, HasSubstr("The answers differ at $.y"));
  EXPECT_THAT(folder_.read("out/summary.md"), HasSubstr("ignore: "));
  seen = run("sampling", "{every: 200ms, ignore: [$.y]}");
  EXPECT_EQ(seen.result.exit_code, 0) << seen.result.out << seen.result.err;
}
TEST_F(ProbesRun, pass_a_model_that_does_not_sample) { expect_healthy("sampling-healthy"); }

TEST_F(ProbesRun, may_be_allowed_to_vary_and_have_thresholds) {
  auto seen = run("sampling", "{every: 200ms, allow: nondeterministic}");
  EXPECT_EQ(seen.result.exit_code, 0) << seen.result.out << seen.result.err;
  EXPECT_THAT(seen.result.out, HasSubstr("allowed"));
  seen = run("sampling", "{every: 200ms, allow: nondeterministic}",
             "thresholds: [probes_changed < 1%, checked_answers >= 0]\n");
  EXPECT_EQ(seen.result.exit_code, 1) << seen.result.out << seen.result.err;
  EXPECT_THAT(seen.result.out, HasSubstr("probes_changed < 1%"));
  seen = run("sampling", "{every: 200ms, within: 0.9}");
  EXPECT_EQ(seen.result.exit_code, 0) << seen.result.out << seen.result.err;
}

TEST_F(ProbesRun, are_refused_where_they_cannot_be) {
  const auto file = folder_.write("bad.yaml", R"(target: http://127.0.0.1:1
load: {users: 1, duration: 1s}
requests: [{name: predict, get: /}]
probes: {request: predikt, rows: 100, allow: same}
)");
  const auto result = run_process({PLIMSOLL_BINARY, "check", file.string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.out + result.err, HasSubstr("probes.rows"));
  EXPECT_THAT(result.out + result.err, HasSubstr("probes.allow"));
  const auto named = folder_.write("named.yaml", R"(target: http://127.0.0.1:1
load: {users: 1, duration: 1s}
requests: [{name: predict, get: /}]
probes: {request: predikt}
)");
  const auto named_told = run_process({PLIMSOLL_BINARY, "check", named.string()});
  EXPECT_THAT(named_told.out + named_told.err, HasSubstr("predict"));
  const auto none = folder_.write("none.yaml", R"(target: http://127.0.0.1:1
load: {users: 1, duration: 1s}
requests: [{name: predict, get: /}]
thresholds: [probes_changed == 0]
)");
  const auto refused = run_process({PLIMSOLL_BINARY, "check", none.string()});
  EXPECT_EQ(refused.exit_code, 65);
  EXPECT_THAT(refused.out + refused.err, HasSubstr("there are no probes"));
}

}  // namespace plimsoll::test::probes_run_test
