// Bad requests against services with one bug each and their healthy twin: found, named, told apart.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::test::case_run_test {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CaseRunTest : public ::testing::Test {
 protected:
  std::string scenario(const std::string& bug, const std::string& cases) const {
    return folder_
        .write("cases.yaml",
               fmt::format(
                   "target:\n  url: http://127.0.0.1:{0}\n  start: exec python3 {1}/tests/services/case_service.py "
                   "{0} {2}\n  ready: {{get: /health, within: 60s}}\n"
                   "load: {{users: 2, duration: 3s, warmup: 0s}}\n"
                   "requests:\n  - name: predict\n    post: /predict\n    json: {{features: [5.1, 3.5, 1.4, 0.2]}}\n"
                   "    expect: {{status: 200}}\n    cases: {3}\n"
                   "thresholds: [leak == none]\n",
                   port_, PLIMSOLL_SOURCE_DIR, bug, cases))
        .string();
  }
  ProcessResult smoke(const std::string& bug, const std::string& cases) const {
    return run_process({PLIMSOLL_BINARY, "check", scenario(bug, cases), "--smoke"});
  }
  json run(const std::string& bug, const std::string& cases, int& exit_code) const {
    const auto out = folder_.path() / "out";
    exit_code = run_process({PLIMSOLL_BINARY, "run", scenario(bug, cases), "--out", out.string(), "--no-progress",
                             "--no-store"})
                    .exit_code;
    return json::parse(folder_.read("out/run.json"), nullptr, false);
  }

  TempFolder folder_;
  int port_ = closed_port();
};

constexpr auto kQuick = "{mutate: all, timeout: 500ms, repeat: 0, requests: [{json: {}, expect: 400}, {text: nope}]}";

TEST_F(CaseRunTest, the_healthy_service_passes_every_case) {
  const auto result = smoke("none", kQuick);
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("bad requests of predict:"), HasSubstr("ok    null $.features"),
                                HasSubstr("0 failed"), Not(HasSubstr("FAIL"))));
}

TEST_F(CaseRunTest, a_500_for_a_null_is_shown_with_the_smallest_request_and_its_curl_line) {
  const auto result = smoke("null", kQuick);
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("FAIL  null $.features"), HasSubstr("status 500"),
                                HasSubstr("server error: smallest request that shows it"),
                                HasSubstr("--data-binary '{\"features\":null}'"),
                                HasSubstr("ok    missing_field $.features"), HasSubstr("2 failed")));
}

TEST_F(CaseRunTest, a_written_out_case_is_made_smaller_without_becoming_another) {
  const auto result =
      smoke("short", "{repeat: 0, requests: [{name: two values, json: {features: [5.1, 3.5]}, expect: 400}]}");
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("--data-binary '{\"features\":[3.5]}'")) << "{} shows another fault";
}

TEST_F(CaseRunTest, a_body_that_is_never_answered_hangs_at_its_smallest_depth) {
  const auto result = smoke("deep", "{mutate: [deep], timeout: 300ms, repeat: 0}");
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out,
              AllOf(HasSubstr("FAIL  deep $"), HasSubstr("hung: smallest request that shows it, 82 bytes of 20,000")));
}

TEST_F(CaseRunTest, a_dropped_connection_is_told_from_a_hang) {
  const auto result = smoke("drop", "{mutate: [broken_json, null], timeout: 2s, repeat: 0}");
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("dropped: smallest request that shows it"),
                                HasSubstr("ok    null $.features"), Not(HasSubstr("hung")), Not(HasSubstr("TLS"))));
}

TEST_F(CaseRunTest, memory_that_grows_with_what_is_refused_is_told_apart_from_a_healthy_service) {
  constexpr auto kCases = "{mutate: [null, broken_json], repeat: 40}";
  const auto leaking = smoke("leak", kCases);
  EXPECT_EQ(leaking.exit_code, 1) << leaking.out << leaking.err;
  EXPECT_THAT(leaking.out, HasSubstr("the memory of the target grows by 6"));  // 64 KiB, and what Python adds
  const auto healthy = smoke("none", kCases);
  EXPECT_EQ(healthy.exit_code, 0) << healthy.out << healthy.err;
}

TEST_F(CaseRunTest, in_a_load_they_are_in_no_figure_of_the_good_requests) {
  int exit_code = -1;
  const auto record = run("none", "{mutate: [null, broken_json, wrong_method], share: 30%}", exit_code);
  EXPECT_EQ(exit_code, 0);
  const auto& stats = record["requests"][0];
  EXPECT_EQ(stats["failures"], 0);
  EXPECT_EQ(stats["statuses"].size(), 1U) << stats["statuses"];
  EXPECT_GT(stats["cases"]["sent"].get<int>(), 0);
  EXPECT_EQ(stats["cases"]["failed"], 0);
}

TEST_F(CaseRunTest, in_a_load_a_500_fails_the_run_and_no_good_request) {
  int exit_code = -1;
  const auto record = run("null", "{mutate: [null, broken_json], share: 30%}", exit_code);
  EXPECT_EQ(exit_code, 1);
  const auto& stats = record["requests"][0];
  EXPECT_EQ(stats["failures"], 0);
  EXPECT_GT(stats["cases"]["server_errors"].get<int>(), 0);
  bool told = false;
  for (const auto& failure : record["failures"])
    told = told || failure["message"].get<std::string>().starts_with("case \"null $.features\": status 500");
  EXPECT_TRUE(told) << record["failures"].dump(1);
}

}  // namespace plimsoll::test::case_run_test
