// The .hurl files of tests/data/hurl, run as tests against the service beside them: what is to hold holds, and what is
// to fail fails at its line, with its reason.

#include "checking/hurl_trial.h"

#include "checking/trial_reports.h"
#include "core/text.h"
#include "engine/queries/query_value.h"
#include "scenarios/hurl/hurl_parsing.h"
#include "scenarios/hurl/hurl_variables.h"
#include "tests/support/child_process.h"
#include "tests/support/loopback_ports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll::hurl_trial_test {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kFolder = PLIMSOLL_TEST_DATA "/hurl/";

std::string content(const std::string& name) {
  std::ifstream in(kFolder + name);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

class HurlTrial : public testing::Test {
 protected:
  HurlTrial() : server_({"python3", kFolder + "server.py", "0"}) {
    EXPECT_TRUE(server_.wait_for_output("\n")) << server_.err();
    port_ = server_.out().substr(std::string("ready ").size(), server_.out().find('\n') - 6);
  }

  Trial run_text(const std::string& text, const std::string& name = "a.hurl") {
    const auto parse = parse_hurl(text);
    for (const auto& fault : parse.faults) ADD_FAILURE() << finding_of(fault, name).text();
    TrialSettings settings;
    settings.file = name;
    settings.folder = kFolder;
    const auto host = "host=http://127.0.0.1:" + port_;
    for (const auto& variable : {host, std::string("name=Bob"), std::string("count=3"), std::string("on=true"),
                                 std::string("seven=7"), std::string("api_key=hush/hush"), "id=" + name})
      EXPECT_TRUE(add_variable(variable, settings.variables));
    return run_hurl(parse.file, std::move(settings));
  }
  Trial run(const std::string& name) { return run_text(content(name), name); }

  std::vector<std::string> failures_of(const Trial& trial) const {
    std::vector<std::string> sentences;
    for (const auto& entry : trial.entries)
      for (const auto& failure : entry.failures) {
        auto sentence = sentence_of(failure, trial.file);
        replace_all(sentence, port_, "PORT");
        sentences.push_back(std::move(sentence));
      }
    return sentences;
  }

  test::ChildProcess server_;  // prints "ready PORT"
  std::string port_;
};

TEST_F(HurlTrial, all_that_is_to_hold_holds) {
  for (const auto* name : {"methods", "sections", "bodies", "answers", "queries", "filters", "predicates", "captures",
                           "cookies", "options", "functions", "redirects", "answers_to_the_letter", "as_curl_sends"}) {
    const auto trial = run(std::string(name) + ".hurl");
    EXPECT_THAT(failures_of(trial), ElementsAre()) << name;
    EXPECT_FALSE(trial.entries.empty()) << name;
  }
}

// As Hurl 8 does, where a reader may expect otherwise.
TEST_F(HurlTrial, is_as_strict_as_hurl) {
  EXPECT_THAT(failures_of(run("fails_json_blanks.hurl")),
              ElementsAre("fails_json_blanks.hurl:4:1: the body is not what is expected: found: {\"status\": 200}"));
  EXPECT_THAT(failures_of(run("fails_redacted_number.hurl")),
              ElementsAre("fails_redacted_number.hurl:4:1: id is an integer: a text alone is redacted"));
  EXPECT_THAT(failures_of(run("fails_list_in_json.hurl")),
              ElementsAre("fails_list_in_json.hurl:7:1: {{tags}} is a list, which is no value of its own in JSON"));
  EXPECT_EQ(failures_of(run("fails_filters.hurl")).size(), 6u);
}

TEST_F(HurlTrial, a_wrong_status_ends_the_file_and_nothing_else_is_looked_at) {
  const auto trial = run("fails_status.hurl");
  EXPECT_THAT(failures_of(trial), ElementsAre("fails_status.hurl:2:6: status 500, expected 200"));
  EXPECT_EQ(trial.entries.size(), 1u);
}

TEST_F(HurlTrial, every_assert_that_does_not_hold_is_told) {
  EXPECT_THAT(
      failures_of(run("fails_asserts.hurl")),
      ElementsAre("fails_asserts.hurl:3:15: header Content-Type is not \"text/plain\": found: application/json",
                  "fails_asserts.hurl:4:1: header X-Nope is missing",
                  "fails_asserts.hurl:8:1: jsonpath \"$.id\" == 8 does not hold: found: 7",
                  "fails_asserts.hurl:9:1: jsonpath \"$.title\" toInt == 1 does not hold: \"Dune\" is no integer",
                  "fails_asserts.hurl:10:1: jsonpath \"$.title\" > 3 does not hold: a string is not compared with an "
                  "integer"));
}

TEST_F(HurlTrial, what_cannot_be_done_is_told_with_its_line) {
  EXPECT_THAT(
      failures_of(run("fails_capture.hurl")),
      ElementsAre("fails_capture.hurl:4:1: missing is not captured by jsonpath \"$.missing\": it finds nothing"));
  EXPECT_THAT(failures_of(run("fails_variable.hurl")),
              ElementsAre("fails_variable.hurl:1:5: there is no variable nowhere: pass --variable nowhere=VALUE, or "
                          "capture it before"));
  EXPECT_THAT(failures_of(run("fails_redirects.hurl")), ElementsAre("fails_redirects.hurl:1:1: more than 2 redirects"));
  EXPECT_THAT(failures_of(run("fails_body.hurl")),
              ElementsAre("fails_body.hurl:3:1: the body is not what is expected: found: {\"status\": 404}"));
}

TEST_F(HurlTrial, a_body_has_its_length_and_no_other_coding) {
  EXPECT_THAT(failures_of(run_text("POST {{host}}/echo\nTransfer-Encoding: chunked\n`a`\n")),
              ElementsAre("a.hurl:2:1: Transfer-Encoding: a body is sent with its length: leave the line out"));
}

TEST_F(HurlTrial, an_entry_is_tried_again_so_often_and_no_more) {
  const auto trial = run("fails_retries.hurl");
  ASSERT_EQ(trial.entries.size(), 1u);
  EXPECT_EQ(trial.entries[0].attempts, 3u);
  EXPECT_THAT(failures_of(trial), ElementsAre("fails_retries.hurl:5:6: status 503, expected 200"));
}

TEST_F(HurlTrial, a_secret_reaches_no_message) {
  const auto failures = failures_of(run("fails_secret.hurl"));
  EXPECT_THAT(failures, ElementsAre("fails_secret.hurl:9:1: jsonpath \"$.token\" == \"another\" does not hold: found: "
                                    "\"***\""));
}

TEST_F(HurlTrial, a_variable_that_goes_by_a_secrets_name_reaches_no_message) {
  const auto trial = run_text("GET {{host}}/nowhere?key={{api_key}}\nHTTP 200\n");
  ASSERT_EQ(trial.entries.size(), 1U);
  EXPECT_THAT(trial.entries[0].request, testing::EndsWith("/nowhere?key=***"));
}

TEST_F(HurlTrial, files_are_those_beside_the_file_alone) {
  EXPECT_THAT(failures_of(run_text("POST {{host}}/echo\nfile,../secret;\n")),
              ElementsAre("a.hurl:2:1: ../secret lies outside the folder of the .hurl file"));
  EXPECT_THAT(failures_of(run_text("POST {{host}}/echo\nfile,/etc/passwd;\n")),
              ElementsAre("a.hurl:2:1: /etc/passwd lies outside the folder of the .hurl file"));
}

TEST_F(HurlTrial, where_nothing_answers_the_url_is_told) {
  const RefusingPort nobody;
  const auto trial = run_text("GET http://127.0.0.1:" + std::to_string(nobody.port()) + "/\nHTTP 200\n");
  ASSERT_EQ(failures_of(trial).size(), 1u);
  EXPECT_THAT(failures_of(trial)[0], HasSubstr("a.hurl:1:5: "));
}

TEST_F(HurlTrial, is_reported_as_TAP_and_as_JUnit) {
  const auto good = run("functions.hurl");
  const auto bad = run("fails_status.hurl");
  std::ostringstream tap;
  write_trial_tap({good, bad}, tap);
  EXPECT_EQ(tap.str(),
            "TAP version 13\n1..2\nok 1 - functions.hurl\nnot ok 2 - fails_status.hurl\n"
            "# fails_status.hurl:2:6: status 500, expected 200\n");
  std::ostringstream junit;
  write_trial_junit({good, bad}, junit);
  EXPECT_THAT(junit.str(), HasSubstr("<testsuites name=\"plimsoll\" tests=\"2\" failures=\"1\" errors=\"0\""));
  EXPECT_THAT(junit.str(), HasSubstr("<testsuite name=\"functions.hurl\" tests=\"1\" failures=\"0\""));
  EXPECT_THAT(junit.str(), HasSubstr("<failure message=\"status 500, expected 200\">fails_status.hurl:2:6: "));
}

TEST(HurlVariables, have_the_types_that_they_look_like) {
  HurlVariables variables;
  for (const auto* one : {"a=1", "b=1.5", "c=true", "d=null", "e=\"1\"", "f=x=y", "g=1x", "h=", "i=1e3", "j=007",
                          R"(k="a\n")", "l=18446744073709551615", "m=2024-01-01"})
    EXPECT_TRUE(add_variable(one, variables)) << one;
  const auto text = [&](const char* name) { return shown(QueryValue(variables.at(name).json())); };
  EXPECT_EQ(text("a"), "1");
  EXPECT_EQ(text("b"), "1.5");
  EXPECT_EQ(text("c"), "true");
  EXPECT_EQ(text("d"), "null");
  EXPECT_EQ(text("e"), "\"1\"");
  EXPECT_EQ(text("f"), "\"x=y\"");
  EXPECT_EQ(text("g"), "\"1x\"");
  EXPECT_EQ(text("h"), "\"\"");
  EXPECT_EQ(text("i"), "1000.0");
  EXPECT_EQ(text("j"), "7");
  EXPECT_EQ(text("k"), R"("a\\n")");
  EXPECT_EQ(text("l"), "18446744073709551615");
  EXPECT_EQ(text("m"), "\"2024-01-01\"");
  for (const auto* wrong : {"", "a", "=1", "newUuid=1"})
    EXPECT_TRUE(add_variable(wrong, variables).has_error()) << wrong;
}

}  // namespace plimsoll::hurl_trial_test
