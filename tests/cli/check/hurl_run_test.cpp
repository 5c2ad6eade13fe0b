// `run FILE.hurl`: an unmodified file as a load, against the service of tests/data/hurl: what is sent, what is counted,
// what fails by which name, what is refused.

#include "tests/support/child_process.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace plimsoll::test::hurl_run_test {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kFolder = PLIMSOLL_TEST_DATA "/hurl/";

class HurlRun : public ::testing::Test {
 protected:
  HurlRun() : server_({"python3", kFolder + "server.py", "0"}) {
    EXPECT_TRUE(server_.wait_for_output("\n")) << server_.err();
    host_ = "http://127.0.0.1:" + server_.out().substr(std::string("ready ").size(), server_.out().find('\n') - 6);
  }

  ProcessResult run(const std::string& file, const std::vector<std::string>& more) {
    std::vector<std::string> command = {PLIMSOLL_BINARY,
                                        "run",
                                        file,
                                        "--variable",
                                        "host=" + host_,
                                        "--no-store",
                                        "--no-progress",
                                        "--watch",
                                        "none",

                                        "--out",
                                        (folder_.path() / "out").string()};
    command.insert(command.end(), more.begin(), more.end());
    return run_process(command);
  }
  ProcessResult run_text(const std::string& text, const std::vector<std::string>& more) {
    return run(folder_.write("api.hurl", text).string(), more);
  }

  json record() const { return json::parse(folder_.read("out/run.json"), nullptr, false); }
  json row(const std::string& name) const {
    const auto run = record();
    for (const auto& entry : run["requests"])
      if (entry["name"] == name) return entry;
    ADD_FAILURE() << "no row " << name;
    return {};
  }

  TempFolder folder_;
  ChildProcess server_;  // prints "ready PORT"
  std::string host_;
};

constexpr auto kLogin =
    "POST {{host}}/login\n[Form]\nuser: ann\npassword: {{password}}\nHTTP 200\n[Captures]\n"
    "token: jsonpath \"$.token\" redact\n\n"
    "GET {{host}}/me\nAuthorization: Bearer {{token}}\nHTTP 200\n[Asserts]\n"
    "jsonpath \"$.token\" == \"Bearer {{token}}\"\n";

TEST_F(HurlRun, sends_the_entries_in_order_and_counts_each) {
  const auto result =
      run_text(kLogin, {"-u", "2", "-r", "1000", "--requests", "20", "--variable", "password=open sesame"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(record()["run"]["name"], "api");
  EXPECT_EQ(row("POST /login")["requests"], 10);
  EXPECT_EQ(row("GET /me")["requests"], 10);
  EXPECT_EQ(record()["flows"][0]["name"], "api");
  EXPECT_EQ(record()["flows"][0]["completed"], 10);
  for (const auto* file : {"out/run.json", "out/report.html", "out/summary.md"})
    EXPECT_THAT(folder_.read(file), AllOf(Not(HasSubstr("sesame")), Not(HasSubstr("secret-open")))) << file;
}

TEST_F(HurlRun, counts_a_failing_assert_by_its_words_and_ends_the_flow_there) {
  const auto result =
      run_text("GET {{host}}/book\nHTTP 200\n[Asserts]\njsonpath \"$.id\" == 8\n\nGET {{host}}/text\nHTTP 200\n",
               {"-u", "2", "-r", "1000", "--requests", "10"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  const auto run = record();
  EXPECT_EQ(row("GET /book")["requests"], 10);
  EXPECT_EQ(row("GET /text")["requests"], 0);
  ASSERT_EQ(run["failures"].size(), 1U);
  EXPECT_EQ(run["failures"][0]["request"], "GET /book");
  EXPECT_EQ(run["failures"][0]["message"], "jsonpath \"$.id\" == 8 does not hold");
  EXPECT_EQ(run["failures"][0]["count"], 10);
  EXPECT_EQ(run["flows"][0]["failed"], 10);
}

TEST_F(HurlRun, compares_with_what_was_captured) {
  const auto result = run_text(
      "GET {{host}}/book\nHTTP 200\n[Captures]\nid: jsonpath \"$.id\"\n\n"
      "POST {{host}}/echo\n{\"id\": {{id}}, \"text\": \"{{id}}\"}\nHTTP 200\n[Asserts]\n"
      "jsonpath \"$.body\" jsonpath \"$.id\" == {{id}}\njsonpath \"$.body\" jsonpath \"$.text\" == \"{{id}}\"\n"
      "jsonpath \"$.body\" jsonpath \"$.id\" > {{id}}\n",
      {"--requests", "4"});
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_EQ(record()["failures"][0]["message"], "jsonpath \"$.body\" jsonpath \"$.id\" > {{id}} does not hold");
  EXPECT_EQ(record()["failures"][0]["count"], 2);
}

// Of every kind of request, answer, predicate and filter.
TEST_F(HurlRun, holds_where_the_test_holds) {
  for (const auto* file :
       {"bodies", "cookies", "filters", "functions", "methods", "predicates", "sections", "answers_to_the_letter"}) {
    SCOPED_TRACE(file);
    const auto result = run(kFolder + file + ".hurl", {"--requests", "14", "--variable", "name=Bob", "--variable",
                                                       "count=3", "--variable", "on=true", "--variable", "seven=7"});
    EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
    EXPECT_TRUE(record()["failures"].empty());
  }
}

TEST_F(HurlRun, waits_where_the_file_tries_again) {
  const auto result = run_text(
      "GET {{host}}/flaky/2/polled\n[Options]\nretry: 5\nretry-interval: 1ms\nHTTP 200\n[Captures]\n"
      "n: jsonpath \"$.asked\"\n[Asserts]\njsonpath \"$.state\" == \"done\"\n\nGET {{host}}/echo?n={{n}}\nHTTP 200\n"
      "[Asserts]\njsonpath \"$.raw_query\" == \"n={{n}}\"\n",
      {"--requests", "4"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(row("GET /flaky/2/polled")["requests"], 3);
  EXPECT_EQ(row("GET /flaky/2/polled")["statuses"]["503"], 2);
}

TEST_F(HurlRun, runs_under_every_load) {
  const auto result = run_text(kLogin, {"--rate", "200/s", "--requests", "10", "--variable", "password=x"});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(row("GET /me")["requests"].get<int>() + row("POST /login")["requests"].get<int>(), 10);
}

TEST_F(HurlRun, refuses_what_is_wrong_by_line_and_sends_nothing) {
  const auto result =
      run_text("GET {{host}}/\n\nGET http://other.test/\n[Options]\nretry: -1\nHTTP 200\n", {"-u", "1"});
  EXPECT_EQ(result.exit_code, 65);
  EXPECT_THAT(result.err, HasSubstr("api.hurl:5:1: retry: -1"));
  const auto elsewhere = run_text("GET {{host}}/\n\nGET http://other.test/\n", {"-u", "1"});
  EXPECT_EQ(elsewhere.exit_code, 65);
  EXPECT_THAT(elsewhere.err, HasSubstr("api.hurl:3:5: http://other.test is another place"));
  const auto url = run_process({PLIMSOLL_BINARY, "run", host_, "--variable", "a=1"});
  EXPECT_EQ(url.exit_code, 64);
  EXPECT_THAT(url.err, HasSubstr("--variable: is for .hurl files"));
}

TEST_F(HurlRun, becomes_a_scenario_by_import) {
  const auto file = folder_.write("login.hurl", kLogin).string();
  const auto out = (folder_.path() / "soak.yaml").string();
  const auto written = run_process({PLIMSOLL_BINARY, "import", file, "-o", out});
  EXPECT_EQ(written.exit_code, 0) << written.out << written.err;
  EXPECT_THAT(written.out, HasSubstr("set first: host, password"));
  const auto result = run_process({PLIMSOLL_BINARY, "run", out, "--requests", "4", "--no-store", "--watch", "none",
                                   "--out", (folder_.path() / "out").string()},
                                  {"", {{"host", host_}, {"password", "hush"}}, true});
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_EQ(row("GET /me")["requests"], 2);
}

}  // namespace plimsoll::test::hurl_run_test
