// Runs against servers as people meet them (tests/data/field-cases): each is told with its right value.

#include "tests/support/child_process.h"
#include "tests/support/demo_target.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

namespace plimsoll::test::field_runs_test {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kCases = PLIMSOLL_TEST_DATA "/field-cases/";

class FieldRuns : public ::testing::Test {
 protected:
  // A script of the cases, with the port that it listens on.
  void serve(const std::string& script, const std::string& ready = "/plain") {
    server_ =
        std::make_unique<ChildProcess>(std::vector<std::string>{"python3", kCases + script, std::to_string(port_)});
    ASSERT_TRUE(eventually([&] { return first_bytes(port_, ready).find("200 OK") != std::string::npos; }));
  }

  std::vector<std::string> command(const std::string& scenario) const {
    return {PLIMSOLL_BINARY, "run",           kCases + scenario, "--target",
            url(),           "--no-progress", "--out",           (folder_.path() / "out").string()};
  }
  ProcessResult run(const std::string& scenario) const { return run_process(command(scenario)); }
  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }
  std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }

  TempFolder folder_;
  const int port_ = closed_port();
  std::unique_ptr<ChildProcess> server_;
};

TEST_F(FieldRuns, redirects_are_counted_by_status_and_told_with_the_verdict) {
  serve("odd_server.py");
  const auto result = run("redirect.yaml");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, AllOf(HasSubstr("300 with status 307"), HasSubstr("http://127.0.0.1:7801/plain")));
  EXPECT_EQ(record()["totals"]["statuses"], json({{"307", 300}}));
  for (const auto* file : {"report.html", "summary.md", "junit.xml"})
    EXPECT_THAT(folder_.read(std::string("out/") + file),
                AllOf(HasSubstr("307"), HasSubstr("does not follow redirects")))
        << file;
  EXPECT_THAT(folder_.read("out/requests.csv"), HasSubstr("status_307"));
}

TEST_F(FieldRuns, an_unexpected_status_below_400_shows_its_head) {
  serve("odd_server.py");
  EXPECT_EQ(run("unexpected-below-400.yaml").exit_code, 1);
  const auto run = record();
  const auto& failure = run["failures"][0];
  EXPECT_EQ(failure["message"], "status 307, expected 200");
  EXPECT_THAT(failure["examples"][0]["response_excerpt"].get<std::string>(),
              HasSubstr("location: http://127.0.0.1:7801/plain"));
}

TEST_F(FieldRuns, a_line_end_too_many_costs_no_connection) {
  serve("odd_server.py");
  const auto result = run("crlf-after.yaml");
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(record()["connections"]["opened"], 1);
  EXPECT_FALSE(record()["connections"].contains("ended_by"));
}

TEST_F(FieldRuns, answers_that_other_clients_take_are_taken) {
  serve("odd_server.py");
  const auto result = run_process(
      {PLIMSOLL_BINARY, "check", kCases + "lengths-and-codings.yaml", "--set", "target=" + url(), "--smoke"});
  for (const auto* good : {"the same length twice", "the same length as a list", "a character set as coding"})
    EXPECT_THAT(result.out, HasSubstr(fmt::format("  ok    {}", good)));
  EXPECT_THAT(result.out, HasSubstr("Content-Encoding: UTF-8 is a character set and no coding"));
  EXPECT_THAT(result.out, HasSubstr("  FAIL  not a number"));
}

TEST_F(FieldRuns, a_target_that_stands_still_is_told_though_its_percentiles_are_good) {
  serve("slow_server.py");
  ChildProcess run(command("freeze-closed.yaml"));
  ASSERT_TRUE(eventually([&] { return first_bytes(port_, "/_log").size() > 3000; }));  // the run is on
  server_->signal(SIGSTOP);
  const auto stopped = std::chrono::steady_clock::now();
  EXPECT_TRUE(eventually([&] { return std::chrono::steady_clock::now() - stopped > std::chrono::seconds(4); }));
  server_->signal(SIGCONT);
  EXPECT_EQ(run.wait(), 0) << run.out() << run.err();
  EXPECT_THAT(run.out(), HasSubstr("No answer came for"));
  const auto record = this->record();
  EXPECT_GE(record["measurement"]["standstill"]["seconds"], 3);
  EXPECT_EQ(record["measurement"]["standstill"]["times"], 1);
}

TEST_F(FieldRuns, a_slow_but_steady_target_does_not_stand_still) {
  serve("slow_server.py");
  const auto result = run_process({PLIMSOLL_BINARY, "run", url() + "/sleep?ms=2100", "-t", "7s", "--watch", "none",
                                   "--no-progress", "--out", (folder_.path() / "out").string()});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, Not(HasSubstr("No answer came for")));
}

class FieldKeys : public FieldRuns {
 protected:
  void SetUp() override {
    std::filesystem::create_directory(folder_.path() / "certs");
    const auto made = run_process({"sh", kCases + "make_certs.sh", (folder_.path() / "certs").string()});
    ASSERT_EQ(made.exit_code, 0) << made.err;
    std::filesystem::copy(kCases + "mtls-encrypted.yaml", folder_.path() / "mtls.yaml");
  }

  std::string cert(const std::string& name) const { return (folder_.path() / "certs" / name).string(); }
  // In a terminal of its own, where OpenSSL would ask.
  ProcessResult in_terminal(const std::string& verb, const std::string& more = "") const {
    return run_process(
        {"script", "-qec",
         fmt::format("'{}' {} '{}' {}", PLIMSOLL_BINARY, verb, (folder_.path() / "mtls.yaml").string(), more),
         "/dev/null"});
  }
};

TEST_F(FieldKeys, with_a_pass_phrase_are_refused_and_nobody_is_asked) {
  for (const auto* verb : {"run", "check"}) {
    const auto result = in_terminal(verb);
    EXPECT_EQ(result.exit_code, 65) << verb << result.out;
    EXPECT_THAT(result.out, AllOf(HasSubstr("client-encrypted.key: has a pass phrase"), HasSubstr("openssl pkey"),
                                  HasSubstr("target.tls"), Not(HasSubstr("Enter PEM"))));
  }
}

TEST_F(FieldKeys, without_one_are_good) {
  EXPECT_EQ(in_terminal("check", "--set target.tls.key=" + cert("client.key")).exit_code, 0);
}

TEST_F(FieldKeys, of_another_certificate_and_broken_files_are_invalid) {
  const auto other = in_terminal("check", "--set target.tls.key=" + cert("good.key"));
  EXPECT_EQ(other.exit_code, 65);
  EXPECT_THAT(other.out, HasSubstr("does not belong to the certificate"));
  EXPECT_EQ(in_terminal("run", "--key " + cert("good.key")).exit_code, 65);
  EXPECT_EQ(in_terminal("run", "--ca " + cert("client.key")).exit_code, 65);
  EXPECT_EQ(in_terminal("run", "--ca " + cert("nothing.pem")).exit_code, 64);
  EXPECT_EQ(in_terminal("run", "--ca " + cert("")).exit_code, 64);
}

class MutualTls : public FieldKeys {
 protected:
  void SetUp() override {
    FieldKeys::SetUp();
    server_ = std::make_unique<ChildProcess>(
        std::vector<std::string>{"python3", kCases + "mtls_server.py", (folder_.path() / "certs").string()});
    ASSERT_TRUE(server_->wait_for_output("\n"));
    url_ = "https://127.0.0.1:" + server_->out().substr(std::string("port ").size(), server_->out().find('\n') - 5);
  }

  ProcessResult run_with(std::vector<std::string> options) const {
    options.insert(options.begin(),
                   {PLIMSOLL_BINARY, "run", url_ + "/predict", "--ca", cert("ca.pem"), "--requests", "4", "-u", "2",
                    "-r", "10", "--watch", "none", "--no-progress", "--out", (folder_.path() / "out").string()});
    return run_process(options);
  }

  std::string url_;
};

TEST_F(MutualTls, the_certificate_and_its_key_open_the_server) {
  const auto apart = run_with({"--cert", cert("client.pem"), "--key", cert("client.key")});
  EXPECT_EQ(apart.exit_code, 0) << apart.out << apart.err;
  EXPECT_EQ(record()["totals"]["statuses"], json({{"200", 4}}));
  const auto in_one_file =
      run_with({"--cert", cert("client-both.pem"), "--key", cert("client-both.pem"), "--no-keepalive"});
  EXPECT_EQ(in_one_file.exit_code, 0) << in_one_file.out << in_one_file.err;
  EXPECT_EQ(record()["connections"]["opened"], 4);
}

TEST_F(MutualTls, a_client_without_a_certificate_is_told_that_one_is_asked_for) {
  const auto result = run_with({});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_EQ(record()["failures"][0]["kind"], "tls");
  EXPECT_EQ(record()["failures"][0]["message"],
            "the server demands a client's certificate: pass --cert FILE and --key FILE");
}

TEST_F(MutualTls, a_key_with_a_pass_phrase_never_gets_as_far_as_the_server) {
  const auto result = run_with({"--cert", cert("client.pem"), "--key", cert("client-encrypted.key")});
  EXPECT_EQ(result.exit_code, 65) << result.out << result.err;
  EXPECT_THAT(result.err, AllOf(HasSubstr("has a pass phrase"), HasSubstr("openssl pkey")));
  EXPECT_THAT(result.out, Not(HasSubstr("requests")));
}

TEST_F(FieldRuns, what_cannot_be_written_for_its_path_is_bad_usage) {
  const auto nowhere = (folder_.path() / "nowhere" / "file").string();
  const auto here = folder_.path().string();
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"leak", kCases + "children.csv", "--html", nowhere},
           {"init", "http://127.0.0.1:1", "-o", nowhere},
           {"monitor", "--watch", fmt::format("pid:{}", getpid()), "-t", "1s", "--csv", nowhere},
           {"monitor", "--watch", fmt::format("pid:{}", getpid()), "-t", "1s", "--jsonl", here},
           {"run", url(), "--requests", "1", "--watch", "none", "--out", "/proc/nowhere"}}) {
    auto whole = arguments;
    whole.insert(whole.begin(), PLIMSOLL_BINARY);
    const auto result = run_process(whole);
    EXPECT_EQ(result.exit_code, 64) << arguments[0] << result.err;
    EXPECT_THAT(result.err, AllOf(HasSubstr("cannot be written"), HasSubstr("choose another")));
  }
}

// Two that listen on one port number, and one of them is the target.
TEST_F(FieldRuns, the_address_of_the_target_decides_who_is_watched) {
  const auto script = kCases + "listeners.py";
  const ChildProcess v4({"python3", script, std::to_string(port_)});
  const ChildProcess v6({"python3", script, std::to_string(port_), "::1"});
  ASSERT_TRUE(eventually([&] { return first_bytes(port_, "/").find("200 OK") != std::string::npos; }));
  const auto watched = [&](const std::string& host) {
    EXPECT_TRUE(eventually([&] {
      return run_process({PLIMSOLL_BINARY, "run", fmt::format("http://{}:{}/", host, port_), "--requests", "50",
                          "--no-progress", "--wait", "20ms", "--out", (folder_.path() / "out").string()})
                 .exit_code == 0;
    }));
    return record()["monitors"][0]["pids"];
  };
  EXPECT_EQ(watched("127.0.0.1"), json({v4.pid()}));
  EXPECT_EQ(watched("[::1]"), json({v6.pid()}));
}

TEST_F(FieldRuns, all_that_share_a_port_are_watched) {
  const auto script = kCases + "listeners.py";
  const ChildProcess one({"python3", script, std::to_string(port_), "127.0.0.1", "reuse"});
  ASSERT_TRUE(eventually([&] { return first_bytes(port_, "/").find("200 OK") != std::string::npos; }));
  const ChildProcess two({"python3", script, std::to_string(port_), "127.0.0.1", "reuse"});
  const auto answers_of_two = fmt::format("\"pid\": {}", two.pid());
  ASSERT_TRUE(eventually([&] { return first_bytes(port_, "/").find(answers_of_two) != std::string::npos; }));
  EXPECT_EQ(run_process({PLIMSOLL_BINARY, "run", url(), "--requests", "50", "--wait", "20ms", "--no-progress", "--out",
                         (folder_.path() / "out").string()})
                .exit_code,
            0);
  auto pids = record()["monitors"][0]["pids"].get<std::vector<int>>();
  std::sort(pids.begin(), pids.end());
  std::vector<int> both = {one.pid(), two.pid()};
  std::sort(both.begin(), both.end());
  EXPECT_EQ(pids, both);
}

// Two workers below a parent that does not listen: each keeps 64 KiB a request, and both are watched.
TEST_F(FieldRuns, brothers_that_listen_on_one_port_are_watched_whole) {
  const auto result = run_process({PLIMSOLL_BINARY, "run", kCases + "brothers.yaml", "--set",
                                   fmt::format("target.start=exec python3 '{}brothers.py' {}", kCases, port_), "--set",
                                   "target.url=" + url(), "--no-progress", "--out", (folder_.path() / "out").string()});
  const auto run = record();
  EXPECT_EQ(result.exit_code, 2) << result.out << result.err;
  EXPECT_EQ(run["monitors"][0]["pids"].size(), 3u);
  EXPECT_EQ(run["leaks"][0]["verdict"], "leaking");
  EXPECT_NEAR(run["leaks"][0]["bytes_per_request"].get<double>(), 65536, 4096);
}

}  // namespace plimsoll::test::field_runs_test
