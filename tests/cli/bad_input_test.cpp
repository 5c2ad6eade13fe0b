// What goes wrong, as a person meets it: the built program against broken files, hostile servers and missing rights.
// Each case ends by itself with the right exit code and a message to act on.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"
#include "tests/support/test_certificate.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace plimsoll::test::bad_input_test {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class BadInputTest : public ::testing::Test {
 protected:
  ProcessResult run(std::vector<std::string> arguments, const ChildOptions& options = {}) const {
    std::vector<std::string> whole = {PLIMSOLL_BINARY, "run"};
    whole.insert(whole.end(), arguments.begin(), arguments.end());
    whole.insert(whole.end(), {"--out", (folder_.path() / "out").string()});
    return run_process(whole, options);
  }

  // A scenario that is refused before anything is sent: exit 65, the place and the words told, nothing written.
  void expect_refused(const std::string& text, const std::vector<std::string>& words) const {
    const auto result = run({folder_.write("soak.yaml", text).string()});
    EXPECT_EQ(result.exit_code, 65) << text;
    for (const auto& word : words) EXPECT_THAT(result.err, HasSubstr(word));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "out"));
  }

  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }

  // What a run of a few requests against this server says of its failures.
  json failures_of(LoopbackServer& server, std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {
        server.url() + "/predict", "--requests", "3", "--watch", "none", "--insecure"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto result = run(arguments);
    EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
    const auto run = record();
    EXPECT_EQ(run["totals"]["requests"], 3);
    EXPECT_EQ(run["totals"]["failures"], 3);
    return run["failures"];
  }

  TempFolder folder_;
};

TEST_F(BadInputTest, no_file) {
  const auto result = run({(folder_.path() / "absent.yaml").string()});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.err, HasSubstr("absent.yaml"));
}

TEST_F(BadInputTest, a_url_without_its_scheme) {
  const auto result = run({"127.0.0.1:1/predict"});
  EXPECT_EQ(result.exit_code, 64);
  EXPECT_THAT(result.err, HasSubstr("a URL with its scheme: http://127.0.0.1:1/predict"));
}

TEST_F(BadInputTest, broken_scenarios_are_refused_with_their_place) {
  expect_refused("", {"soak.yaml", "empty"});
  expect_refused("target: [\n", {"soak.yaml:"});
  expect_refused("target: http://127.0.0.1:1\nload: {users: 0}\nrequests: [{get: /}]\n", {"soak.yaml:2", "users"});
  expect_refused("target: http://127.0.0.1:1\nload: {users: -4}\nrequests: [{get: /}]\n", {"soak.yaml:2", "-4"});
  expect_refused("target: http://127.0.0.1:1\nload: {duration: 5 parsecs}\nrequests: [{get: /}]\n",
                 {"soak.yaml:2", "parsecs"});
  expect_refused("target: http://127.0.0.1:1\nload: {wait: 5s..3s}\nrequests: [{get: /}]\n", {"3s..5s"});
  expect_refused("target: http://127.0.0.1:1\nrequests: [{post: /, json: \"@absent.json\"}]\n",
                 {"soak.yaml:2", "absent.json"});
  expect_refused("target: http://127.0.0.1:1\nrequests: [{post: /, json: \"@data/*.json\"}]\n",
                 {"soak.yaml:2", "data/*.json"});
  expect_refused(
      "target: http://127.0.0.1:1\nheaders: {x-api-key: \"${NO_SUCH_VARIABLE_HERE}\"}\nrequests: [{get: /}]\n",
      {"soak.yaml:2", "NO_SUCH_VARIABLE_HERE"});
  folder_.write("bad.json", "{\"rows\": [1,\n 2,,]}");
  expect_refused("target: http://127.0.0.1:1\nrequests: [{post: /, json: \"@bad.json\"}]\n", {"bad.json:2"});
}

TEST_F(BadInputTest, all_findings_are_told_at_once) {
  expect_refused("target: ftp://x\nlod: {users: 5}\nrequests: [{get: /, expect: {status: 20000}}]\n",
                 {"soak.yaml:1", "soak.yaml:2", "load", "soak.yaml:3", "20000"});
}

TEST_F(BadInputTest, tls_on_a_plain_port_says_so) {
  DemoTarget target;
  const auto result = run({fmt::format("https://127.0.0.1:{}/health", target.port()), "-t", "1m"});
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.out, HasSubstr("http://"));
}

TEST_F(BadInputTest, plain_http_on_a_tls_port_is_a_failure_with_a_hint) {
  LoopbackOptions options;
  options.tls = TestCertificate::self_signed("127.0.0.1");
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); }, options);
  const auto result = run({fmt::format("http://127.0.0.1:{}/", server.port()), "--requests", "3", "--watch", "none"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("https://"));
}

TEST_F(BadInputTest, a_certificate_that_cannot_be_verified_ends_the_run_unless_it_is_trusted) {
  const auto certificate = TestCertificate::self_signed("127.0.0.1");
  LoopbackOptions options;
  options.tls = certificate;
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); }, options);
  const auto refused = run({server.url(), "-t", "1m", "--watch", "none"});
  EXPECT_EQ(refused.exit_code, 69);
  EXPECT_THAT(refused.out, HasSubstr("--insecure"));

  const auto ca = folder_.write("ca.pem", certificate.certificate_pem).string();
  EXPECT_EQ(run({server.url(), "--requests", "3", "--watch", "none", "--ca", ca}).exit_code, 0);
  const auto insecure = run({server.url(), "--requests", "3", "--watch", "none", "--insecure"});
  EXPECT_EQ(insecure.exit_code, 0);
  EXPECT_THAT(insecure.out, HasSubstr("not verified"));
  EXPECT_THAT(folder_.read("out/report.html"), HasSubstr("not verified"));
}

TEST_F(BadInputTest, a_target_of_somebody_else_that_dies_in_the_run_is_a_failing_run) {
  DemoTarget target;
  ChildProcess child({PLIMSOLL_BINARY, "run", target.url() + "/predict", "--body", R"({"rows": [[1, 2, 3, 4]]})", "-t",
                      "2s", "--wait", "5ms", "--out", (folder_.path() / "out").string()});
  ASSERT_TRUE(eventually([&] { return target.predictions() > 10; }));
  target.kill();
  EXPECT_EQ(child.wait(), 1);
  const auto run = record();
  EXPECT_GT(run["totals"]["failures"], 0);
  const auto& events = run["monitors"][0]["events"];
  EXPECT_TRUE(std::any_of(events.begin(), events.end(), [](const json& event) { return event["kind"] == "gone"; }));
}

TEST_F(BadInputTest, a_watched_pid_that_is_not_there_is_told_before_the_run) {
  DemoTarget target;
  const auto result = run({target.url() + "/health", "-t", "1m", "--watch", "pid:4194304"});
  EXPECT_EQ(result.exit_code, 69);
  EXPECT_THAT(result.out + result.err, HasSubstr("4194304"));
}

TEST_F(BadInputTest, memory_that_we_have_no_right_to_read_is_told) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  DemoTarget target;
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::all);
  ChildOptions options;
  options.directory = folder_.path().string();
  const auto copy = (folder_.path() / "plimsoll").string();
  std::filesystem::copy_file(PLIMSOLL_BINARY, copy);
  const auto result = run_process({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", copy, "run",
                                   target.url() + "/health", "--requests", "5", "--out", "out", "--no-store"},
                                  options);
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out + folder_.read("out/run.json"), HasSubstr("as root"));
}

TEST_F(BadInputTest, a_body_of_a_gigabyte_takes_no_memory_of_ours) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::huge(1ULL << 30); });
  const auto failures = failures_of(server);
  EXPECT_EQ(failures[0]["kind"], "too_large");
  EXPECT_LT(record()["measurement"]["generator_rss_bytes"], 200e6);
}

TEST_F(BadInputTest, memory_of_who_starts_us_is_none_of_ours) {
  const std::string held(400 << 20, 'x');
  LoopbackServer server([](const ReceivedRequest&) { return Reply::huge(1ULL << 30); });
  failures_of(server);
  EXPECT_GT(record()["measurement"]["generator_rss_bytes"], 1e6);
  EXPECT_LT(record()["measurement"]["generator_rss_bytes"], 200e6) << held.size();
}

TEST_F(BadInputTest, a_flood_of_headers_is_cut_off) {
  LoopbackServer server(
      [](const ReceivedRequest&) { return Reply::endless("HTTP/1.1 200 OK\r\n", "X-Flood: 0123456789\r\n"); });
  const auto failures = failures_of(server);
  EXPECT_TRUE(failures[0]["kind"] == "too_large" || failures[0]["kind"] == "malformed") << failures;
}

TEST_F(BadInputTest, an_answer_that_never_ends_times_out) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::never(); });
  EXPECT_EQ(failures_of(server, {"--timeout", "200ms"})[0]["kind"], "timeout");
}

TEST_F(BadInputTest, binary_garbage_is_malformed_and_harmless_in_every_report) {
  LoopbackServer server(
      [](const ReceivedRequest&) { return Reply::raw(std::string("\x00\xff\x1b[2J</script>\x80", 16)).then_close(); });
  EXPECT_EQ(failures_of(server)[0]["kind"], "malformed");
  EXPECT_THAT(folder_.read("out/report.html"), Not(HasSubstr("\x1b[2J")));
}

TEST_F(BadInputTest, secrets_reach_no_output) {
  LoopbackServer server([](const ReceivedRequest& request) {
    return Reply::status(500, request.header("x-api-key").value_or("")).header("Set-Cookie", "session=cookie-secret-1");
  });
  ChildOptions options;
  options.environment = {{"SOAK_KEY", "env-secret-2"}};
  const auto file = folder_.write(
      "soak.yaml",
      fmt::format("target: {}\nheaders: {{authorization: \"Bearer token-secret-3\", x-api-key: \"${{SOAK_KEY}}\"}}\n"
                  "load: {{requests: 3}}\nrequests: [{{get: /}}]\nmonitor: none\n",
                  server.url()));
  const auto result = run({file.string()}, options);
  EXPECT_EQ(result.exit_code, 1) << result.err;
  auto everything = result.out + result.err;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path() / "out"))
    everything += folder_.read("out/" + entry.path().filename().string());
  for (const auto* secret : {"cookie-secret-1", "env-secret-2", "token-secret-3"})
    EXPECT_THAT(everything, Not(HasSubstr(secret)));
}

}  // namespace plimsoll::test::bad_input_test
