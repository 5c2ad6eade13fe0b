// Redirects, cookies, retries and logins of the built program: what it says of them, and what it keeps to itself.

#include "tests/support/child_process.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace plimsoll::test::exchange_run_test {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class ExchangeRun : public ::testing::Test {
 protected:
  ProcessResult run(const std::string& target, const std::string& more, const ChildOptions& options = {}) const {
    const auto file = folder_.write("soak.yaml", "target: " + target +
                                                     "\nload: {requests: 40}\nmonitor: none\n"
                                                     "requests:\n  - {name: ask, get: /start}\n" +
                                                     more);
    return run_process(
        {PLIMSOLL_BINARY, "run", file.string(), "--out", (folder_.path() / "out").string(), "--no-store"}, options);
  }

  json record() const { return json::parse(folder_.read("out/run.json")); }

  // Of all files that it wrote.
  std::string written() const {
    std::string all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_.path() / "out"))
      if (entry.is_regular_file())
        all += folder_.read(std::filesystem::relative(entry.path(), folder_.path()).string());
    return all;
  }

  TempFolder folder_;
};

TEST_F(ExchangeRun, tells_requests_and_attempts_in_every_report) {
  std::atomic<int> count{0};
  LoopbackServer server([&](const ReceivedRequest& request) {
    if (request.target == "/start") return Reply::status(307).header("Location", "/end");
    return ++count % 2 == 1 ? Reply::status(503) : Reply::json("{}");
  });
  const auto result = run(server.url(), "redirects: 5\nretry: {on: [503], backoff: 1ms..2ms}\n");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto totals = record()["totals"];
  EXPECT_EQ(totals["requests"], 40);
  EXPECT_EQ(totals["attempts"]["first"], 40);
  EXPECT_EQ(totals["attempts"]["redirect"], 40);
  EXPECT_EQ(totals["attempts"]["retry"], 40);
  EXPECT_EQ(totals["attempts"]["all"], server.requests());
  EXPECT_THAT(result.out, HasSubstr("ask: 40 requests took"));
  EXPECT_THAT(result.out, HasSubstr("more often than there were requests"));
  EXPECT_THAT(folder_.read("out/summary.md"), HasSubstr("more often than there were requests"));
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("more often than there were requests"));
  EXPECT_THAT(folder_.read("out/requests.csv"), HasSubstr("attempts_per_request"));
}

TEST_F(ExchangeRun, keeps_every_secret_to_itself) {
  LoopbackServer issuer([](const ReceivedRequest&) {
    return Reply::json(R"({"access_token": "late-t0ken-of-oauth", "expires_in": 3600})");
  });
  LoopbackServer server([](const ReceivedRequest& request) { return Reply::status(500, request.head); });
  const auto token = folder_.write("token", "late-t0ken-of-oauth\n");
  ChildOptions options;
  options.environment = {{"SECRET", "s3cr3t-of-the-environment"}};
  const std::vector<std::string> kinds = {"{bearer: \"${SECRET}\"}",
                                          "{basic: {user: ann, password: \"${SECRET}\"}}",
                                          "{api_key: {header: x-mine, value: \"${SECRET}\"}}",
                                          "{api_key: {query: key, value: \"${SECRET}\"}}",
                                          "{bearer: s3cr3t-of-the-environment}",
                                          "{token: {run: \"cat " + token.string() + "\"}}"};
  for (const auto& auth : kinds) {
    const auto result = run(server.url(), "auth: " + auth + "\nthresholds: [failed_requests >= 0]\n", options);
    EXPECT_EQ(result.exit_code, 0) << auth << result.out << result.err;
    const auto all = result.out + result.err + written();
    EXPECT_THAT(all, Not(HasSubstr("s3cr3t-of-the-environment"))) << auth;
    EXPECT_THAT(all, Not(HasSubstr("czNjcjN0LW9mLXRoZS1lbnZpcm9ubWVud"))) << auth;  // a part of it in base64
    EXPECT_THAT(all, Not(HasSubstr("late-t0ken-of-oauth"))) << auth;
  }
  const auto result =
      run(server.url(),
          "auth: {oauth2: {token_url: \"" + issuer.url() +
              "/t\", client_id: me, client_secret: \"${SECRET}\"}}\nthresholds: [failed_requests >= 0]\n",
          options);
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  const auto all = result.out + result.err + written();
  EXPECT_THAT(all, Not(HasSubstr("s3cr3t-of-the-environment")));
  EXPECT_THAT(all, Not(HasSubstr("late-t0ken-of-oauth")));
  EXPECT_THAT(all, HasSubstr("[redacted]"));
}

TEST_F(ExchangeRun, ends_before_it_begins_where_there_is_no_token) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  const auto failed = run(server.url(), "auth: {token: {run: \"echo not logged in >&2; exit 7\"}}\n");
  EXPECT_EQ(failed.exit_code, 69) << failed.out << failed.err;
  EXPECT_THAT(failed.out + failed.err, HasSubstr("exited 7: not logged in"));
  const auto hung = run(server.url(), "auth: {token: {run: sleep 1000, within: 100ms}}\n");
  EXPECT_EQ(hung.exit_code, 69) << hung.out << hung.err;
  EXPECT_THAT(hung.out + hung.err, HasSubstr("did not end within 100 ms"));
  EXPECT_EQ(server.requests(), 0u);
}

TEST_F(ExchangeRun, checks_and_shows_no_secret) {
  const auto file = folder_.write(
      "soak.yaml",
      "target: http://127.0.0.1:1\nrequests: [{get: /}]\nauth: {bearer: \"${SECRET}\"}\nretry: {on: 200}\n");
  ChildOptions options;
  options.environment = {{"SECRET", "s3cr3t-of-the-environment"}};
  const auto result = run_process({PLIMSOLL_BINARY, "check", file.string()}, options);
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.out + result.err, HasSubstr("retry.on"));
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("s3cr3t-of-the-environment")));
}

TEST_F(ExchangeRun, keeps_variables_that_go_by_the_name_of_a_secret_to_itself) {
  LoopbackServer server([](const ReceivedRequest& request) { return Reply::status(500, request.head + request.body); });
  ChildOptions options;
  options.environment = {{"API_TOKEN", "t0ken of the environment"}, {"DB_PASS", "pa55-of-the-environment"}};
  const auto result = run(
      server.url(),
      "  - {get: \"/a/${API_TOKEN}?k=${API_TOKEN}\", expect: {status: 500, asserts: ['body == \"${API_TOKEN}\"']}}\n"
      "  - {post: /b, json: {password: \"{{env.DB_PASS}}\"}}\n"
      "  - {name: c, steps: [{get: \"/c?k=${DB_PASS}\", capture: {id: {json: $.id, secret: true}}}]}\n",
      options);
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  const auto all = result.out + result.err + written();
  EXPECT_THAT(all, HasSubstr("/a/[redacted]"));
  EXPECT_THAT(all, Not(HasSubstr("t0ken")));
  EXPECT_THAT(all, Not(HasSubstr("pa55")));
}

TEST_F(ExchangeRun, is_interrupted_while_it_waits_for_a_token) {
  const auto asked = folder_.path() / "asked";
  const auto file = folder_.write("soak.yaml",
                                  "target: http://127.0.0.1:1\nmonitor: none\nrequests: [{get: /}]\n"
                                  "auth: {token: {run: \"echo $$ > " +
                                      asked.string() + "; exec sleep 1000\", within: 10m}}\n");
  const auto out = (folder_.path() / "out").string();
  const std::vector<std::vector<std::string>> commands = {
      {PLIMSOLL_BINARY, "run", file.string(), "--out", out, "--no-store"},
      {PLIMSOLL_BINARY, "check", file.string(), "--smoke"}};
  for (const auto& command : commands) {
    std::filesystem::remove(asked);
    ChildProcess child(command);
    ASSERT_TRUE(eventually([&] { return folder_.read("asked").ends_with('\n'); })) << command[1];
    const auto pid = std::stoi(folder_.read("asked"));
    child.signal(SIGINT);
    EXPECT_EQ(child.wait(), 130) << command[1];
    EXPECT_NE(kill(pid, 0), 0) << command[1] << " leaves the command behind";
  }
  EXPECT_EQ(record()["run"]["ended_by"], "interrupted");
}

}  // namespace plimsoll::test::exchange_run_test
