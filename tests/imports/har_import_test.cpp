// HAR files: what a browser asked, without its static files; timed, as a log to replay.

#include "scenarios/bodies/replay_reader.h"
#include "tests/imports/import_text.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>
#include <sstream>

namespace plimsoll::test::har_import_test {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string entry(const std::string& url, const std::string& more = "",
                  const std::string& time = "2026-01-31T12:00:00.000Z") {
  return R"({"startedDateTime": ")" + time + R"(", "request": {"method": "GET", "url": ")" + url +
         R"(", "headers": []}, "response": {"status": 200, "content": {"mimeType": "application/json", "text": "{}"}})" +
         more + "}";
}

std::string post(const std::string& path, const std::string& body,
                 const std::string& time = "2026-01-31T12:00:00.000Z") {
  return R"({"startedDateTime": ")" + time + R"(", "request": {"method": "POST", "url": "http://h)" + path +
         R"(", "headers": [{"name": "Content-Type", "value": "application/json"}], "postData": {"mimeType": "application/json", "text": )" +
         body + R"(}}, "response": {"status": 200, "content": {}}})";
}

ImportText har(const std::vector<std::string>& entries) {
  std::string list;
  for (const auto& one : entries) list += (list.empty() ? "" : ",\n") + one;
  return {R"({"log": {"version": "1.2", "creator": {"name": "WebInspector"}, "pages": [], "entries": [)" + list + "]}}",
          "app.har",
          {}};
}

TEST(HarImport, the_file_of_a_chromium_becomes_its_requests) {
  std::ifstream file(std::string(PLIMSOLL_TEST_DATA) + "/imports/chromium.har");
  std::stringstream text;
  text << file.rdbuf();
  const auto result = imported({text.str(), "chromium.har", {}});
  const auto scenario = scenario_of(result);
  ASSERT_EQ(scenario.tasks.size(), 3u) << result.text;
  EXPECT_EQ(request_of(scenario, 1).method, Method::post);
  EXPECT_EQ(body_of(scenario, 1), R"({"rows":[[5.1,3.5,1.4,0.2]],"note":"ü"})");
  EXPECT_EQ(scenario.tasks[1].weight, 2) << "it was sent twice";
  EXPECT_THAT(result.left_out, AllOf(Contains(HasSubstr("static files: /app.js, and 1 more")),
                                     Contains(HasSubstr("headers that a browser sends by itself"))));
  EXPECT_THAT(result.text, Not(HasSubstr("very-secret")));
}

TEST(HarImport, requests_without_an_answer_and_questions_are_told_once) {
  const auto result =
      imported(har({entry("http://h/a"), entry("http://h/logo.png"), entry("http://h/style.css?v=1"),
                    entry("data:image/png;base64,AA"),
                    R"({"request": {"method": "GET", "url": "http://h/b"}, "response": {"status": 0}})",
                    R"({"request": {"method": "OPTIONS", "url": "http://h/b"}, "response": {"status": 204}})"}));
  EXPECT_EQ(scenario_of(result).tasks.size(), 1u);
  EXPECT_THAT(result.left_out,
              ElementsAre("app.har: $.log.entries[3]: no request of http or https: data",
                          "app.har: $.log.entries[5]: questions of the browser whether it may ask (OPTIONS): /b",
                          "app.har: $.log.entries[4]: requests without an answer: /b",
                          "app.har: $.log.entries[1]: static files: /logo.png, and 1 more"));
}

TEST(HarImport, forms_are_read_from_their_parameters) {
  const auto scenario = scenario_of(har(
      {R"({"request": {"method": "POST", "url": "http://h/f", "headers": [], "postData": {"mimeType": "application/x-www-form-urlencoded",
    "params": [{"name": "a", "value": "1 2"}, {"name": "b", "value": "x&y"}]}}, "response": {"status": 303}})"}));
  EXPECT_EQ(body_of(scenario, 0), "a=1+2&b=x%26y");
}

TEST(HarImport, timed_requests_become_a_log_that_keeps_their_instants) {
  auto input = har({post("/p", R"("{\"a\": 1}")", "2026-01-31T12:00:01.500+01:00"),
                    entry("http://h/first?x=1&token=very-secret", "", "2026-01-31T11:00:00.000Z"),
                    post("/p", R"("{\"password\": \"very-secret\"}")", "2026-01-31T11:00:02.000Z")});
  input.request.timed = true;
  input.request.scenario_file = "soak.yaml";
  const auto result = imported(input);
  ASSERT_EQ(result.files.size(), 1u);
  EXPECT_EQ(result.files[0].name, "soak.jsonl");
  EXPECT_EQ(result.files[0].content, R"({"offset":0.0,"method":"GET","path":"/first?x=1"}
{"offset":1.5,"method":"POST","path":"/p","body":"{\"a\": 1}"}
)");
  EXPECT_THAT(result.left_out, ElementsAre(HasSubstr("$.log.entries[2]: a secret in its path or body"),
                                           HasSubstr("query token: secrets")));
  const auto scenario = scenario_of(result);
  EXPECT_EQ(scenario.headers.front().value, "application/json");
}

TEST(HarImport, timed_forms_with_a_secret_are_left_out) {
  auto input =
      har({entry("http://h/a", "", "2026-01-31T11:00:00.000Z"),
           R"({"startedDateTime": "2026-01-31T11:00:01.000Z", "request": {"method": "POST", "url": "http://h/f",
    "headers": [], "postData": {"mimeType": "application/x-www-form-urlencoded",
    "params": [{"name": "user", "value": "ann"}, {"name": "password", "value": "very-secret"}]}}, "response": {"status": 200}})"});
  input.request.timed = true;
  input.request.scenario_file = "soak.yaml";
  const auto result = imported(input);
  EXPECT_EQ(result.files.at(0).content, "{\"offset\":0.0,\"method\":\"GET\",\"path\":\"/a\"}\n");
  EXPECT_THAT(result.left_out, ElementsAre(HasSubstr("$.log.entries[1]: a secret in its path or body")));
}

TEST(HarImport, what_was_answered_is_passed_over_as_it_is_read) {
  std::string large(200000, 'x');
  auto text = har({entry("http://h/a", R"(, "_initiator": {"type": "script", "stack": [1, {"text": "y"}]})")}).text;
  text.replace(text.find(R"("text": "{}")"), 12, R"("text": ")" + large + "\"");
  EXPECT_THAT(imported({text, "app.har", {}}).text, Not(HasSubstr("xxxx")));
}

TEST(HarImport, bad_files_are_refused_with_their_place) {
  EXPECT_THAT(refusal({R"({"log": {"entries": [{"request": )", "app.har", {}}), HasSubstr("app.har: not JSON, byte "));
  EXPECT_THAT(refusal({R"({"log": {"entries": 3}})", "app.har", {}}),
              HasSubstr("expected a HAR file with $.log.entries"));
  EXPECT_THAT(refusal(har({})), HasSubstr("no request in it"));
  std::string deep = R"({"log": {"entries": [)" + std::string(100, '[');
  EXPECT_THAT(refusal({deep, "app.har", {}}), HasSubstr("nested deeper"));
  auto more = har({});
  more.text += std::string("\0 and more", 10);
  EXPECT_THAT(refusal(more), HasSubstr("expected a HAR file with $.log.entries"));
}

}  // namespace plimsoll::test::har_import_test
