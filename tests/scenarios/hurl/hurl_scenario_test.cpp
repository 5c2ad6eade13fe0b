// A .hurl file as the scenario of a load: what each section and option becomes, and what is refused, by its line.

#include "scenarios/hurl/hurl_scenario.h"

#include "scenarios/flow.h"
#include "scenarios/hurl/hurl_parsing.h"
#include "scenarios/reading/parse.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <variant>
#include <vector>

namespace plimsoll::hurl_scenario_test {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class HurlLoad : public testing::Test {
 protected:
  ParseOutcome load(const std::string& text,
                    const HurlVariables& variables = {{"host", HurlValue("http://127.0.0.1:1")}},
                    const std::vector<Override>& overrides = {}) {
    return load_scenario(folder_.write("api.hurl", text), overrides, {}, variables);
  }

  Scenario loaded(const std::string& text,
                  const HurlVariables& variables = {{"host", HurlValue("http://127.0.0.1:1")}}) {
    auto outcome = load(text, variables);
    for (const auto& finding : outcome.findings) ADD_FAILURE() << finding.text();
    return outcome.scenario.value_or(Scenario());
  }

  // Without the folder in front.
  std::vector<std::string> refused(const std::string& text,
                                   const HurlVariables& variables = {{"host", HurlValue("http://127.0.0.1:1")}}) {
    std::vector<std::string> told;
    for (const auto& finding : load(text, variables).findings) {
      const auto whole = finding.text();
      told.push_back(whole.substr(whole.find("api.hurl")));
    }
    return told;
  }

  static const RequestTemplate& step(const Scenario& scenario, std::size_t i) {
    return scenario.tasks.at(0).steps.at(i);
  }
  static std::string body_of(const RequestTemplate& request) {
    return request.bodies.payloads.empty() ? "none" : *request.bodies.payloads.front();
  }
  static std::string header_of(const RequestTemplate& request, const std::string& name) {
    for (const auto& header : request.headers)
      if (header.name == name) return header.value;
    return "none";
  }

  test::TempFolder folder_;
};

TEST_F(HurlLoad, is_one_task_of_its_entries_that_ends_where_one_fails) {
  const auto scenario = loaded("GET {{host}}/a?x=1\nHTTP 200\n\nPOST {{host}}/b\nHTTP *\n\nGET {{host}}/a\n");
  EXPECT_EQ(scenario.name, "api");
  EXPECT_EQ(scenario.target.url.text(), "http://127.0.0.1:1");
  ASSERT_EQ(scenario.tasks.size(), 1U);
  EXPECT_EQ(scenario.tasks[0].name, "api");
  EXPECT_TRUE(scenario.tasks[0].ends_with_failure);
  ASSERT_EQ(scenario.tasks[0].steps.size(), 3U);
  EXPECT_EQ(step(scenario, 0).name, "GET /a");
  EXPECT_EQ(step(scenario, 0).path, "/a?x=1");
  EXPECT_EQ(step(scenario, 1).name, "POST /b");
  EXPECT_EQ(step(scenario, 1).method, Method::post);
  EXPECT_EQ(step(scenario, 2).name, "GET /a (2)");
  EXPECT_THAT(std::get<StatusCheck>(step(scenario, 0).checks.at(0)).codes, ElementsAre(200));
  EXPECT_THAT(std::get<StatusCheck>(step(scenario, 1).checks.at(0)).classes, ElementsAre(1, 2, 3, 4, 5));
  EXPECT_TRUE(step(scenario, 2).checks.empty());
  EXPECT_TRUE(step(scenario, 0).rules && step(scenario, 0).rules->cookies);
}

TEST_F(HurlLoad, is_a_plain_request_where_it_has_one_entry) {
  const auto scenario = loaded("GET {{host}}/a\nHTTP 200\n");
  EXPECT_EQ(scenario.tasks.at(0).name, "GET /a");
  EXPECT_FALSE(step(scenario, 0).flow);
  EXPECT_FALSE(step(scenario, 0).rules && step(scenario, 0).rules->cookies);
}

TEST_F(HurlLoad, takes_options_of_the_command_over_it) {
  const auto outcome = load("GET {{host}}/a\nHTTP 200\n", {{"host", HurlValue("http://127.0.0.1:1")}},
                            {override_of("load.users=3", "--set"), override_of("target=http://127.0.0.2:9", "--set")});
  ASSERT_TRUE(outcome.scenario);
  EXPECT_EQ(std::get<ClosedLoad>(outcome.scenario->load.parts.at(0).model).users, 3U);
  EXPECT_EQ(outcome.scenario->target.url.text(), "http://127.0.0.2:9");
}

TEST_F(HurlLoad, sends_every_section_of_a_request) {
  folder_.write("note.txt", "from a file\n");
  const auto scenario = loaded(
      "GET {{host}}/s?given=1\nX-One: a ${b} {{n}}\nX-Two: 1\nX-Two: 2\n[Query]\nsearch: Install Linux\n"
      "order: a&b=c\n[Cookies]\ntheme: dark\nid: {{n}}\n[BasicAuth]\nbob: se:cret\n\n"
      "POST {{host}}/f\n[Form]\ntoken: {{n}}\ntext: a b&c\n\n"
      "POST {{host}}/m\n[Multipart]\nfield: value\nupload: file,note.txt;\ntyped: file,note.txt; image/png\n",
      {{"host", HurlValue("http://127.0.0.1:1")}, {"n", HurlValue("Bob")}});
  const auto& first = step(scenario, 0);
  EXPECT_EQ(first.path, "/s?given=1&search=Install%20Linux&order=a%26b%3Dc");
  EXPECT_EQ(header_of(first, "X-One"), "a ${b} Bob");
  EXPECT_EQ(header_of(first, "X-Two"), "1, 2");
  EXPECT_EQ(header_of(first, "Cookie"), "theme=dark; id=Bob");
  EXPECT_EQ(header_of(first, "Authorization"), "Basic Ym9iOnNlOmNyZXQ=");
  EXPECT_EQ(body_of(step(scenario, 1)), "token=Bob&text=a%20b%26c");
  EXPECT_EQ(step(scenario, 1).bodies.content_type, "application/x-www-form-urlencoded");
  EXPECT_THAT(body_of(step(scenario, 2)),
              AllOf(HasSubstr("name=\"field\""), HasSubstr("filename=\"note.txt\""), HasSubstr("from a file"),
                    HasSubstr("Content-Type: text/plain"), HasSubstr("Content-Type: image/png")));
}

TEST_F(HurlLoad, sends_every_kind_of_body_byte_for_byte) {
  folder_.write("four.bin", "@bin");
  const auto scenario = loaded(
      "POST {{host}}/1\n{\n  \"name\": \"{{n}}\",\n  \"count\": {{count}}, \"x\": \"${a}\"\n}\n\n"
      "POST {{host}}/2\n\"just a text\"\n\n"
      "POST {{host}}/3\n`one line for {{n}}`\n\n"
      "POST {{host}}/4\n```\nline one\nline {{count}}\n```\n\n"
      "POST {{host}}/5\n<a>{{n}}</a>\n\n"
      "POST {{host}}/6\n```graphql\nquery { a }\nvariables {\n  \"id\": \"{{n}}\"\n}\n```\n\n"
      "POST {{host}}/7\nhex,000102ff;\n\n"
      "POST {{host}}/8\nfile,four.bin;\n\n"
      "POST {{host}}/9\n`@ and {`\n\n"
      "POST {{host}}/10\n[]\n",
      {{"host", HurlValue("http://127.0.0.1:1")}, {"n", HurlValue("B\"b")}, {"count", HurlValue(3)}});
  EXPECT_EQ(body_of(step(scenario, 0)), "{\n  \"name\": \"B\\\"b\",\n  \"count\": 3, \"x\": \"${a}\"\n}");
  EXPECT_EQ(step(scenario, 0).bodies.content_type, "application/json");
  EXPECT_EQ(body_of(step(scenario, 1)), "\"just a text\"");
  EXPECT_EQ(step(scenario, 1).bodies.content_type, "application/json");
  EXPECT_EQ(body_of(step(scenario, 2)), "one line for B\"b");
  EXPECT_EQ(step(scenario, 2).bodies.content_type, "");
  EXPECT_EQ(body_of(step(scenario, 3)), "line one\nline 3\n");
  EXPECT_EQ(step(scenario, 4).bodies.content_type, "application/xml");
  EXPECT_EQ(body_of(step(scenario, 5)), R"({"query":"query { a }","variables":{"id":"B\"b"}})");
  EXPECT_EQ(body_of(step(scenario, 6)), std::string("\0\1\2\xff", 4));
  EXPECT_EQ(body_of(step(scenario, 7)), "@bin");
  EXPECT_EQ(step(scenario, 7).bodies.content_type, "");
  EXPECT_EQ(body_of(step(scenario, 8)), "@ and {");
  EXPECT_EQ(body_of(step(scenario, 9)), "[]");
}

TEST_F(HurlLoad, carries_what_is_captured_into_paths_headers_bodies_and_asserts) {
  const auto scenario = loaded(
      "POST {{host}}/login\nHTTP 200\n[Captures]\ntoken: jsonpath \"$.token\" redact\nuser: jsonpath \"$.id\"\n"
      "size: bytes count\n\n"
      "POST {{host}}/me/{{user}}\nAuthorization: Bearer {{token}}\n{\"id\": {{user}}, \"text\": \"{{user}}\"}\n"
      "HTTP 200\n[Asserts]\njsonpath \"$.id\" == {{user}}\njsonpath \"$.text\" == \"no {{user}}\"\n"
      "variable \"size\" > 5\njsonpath \"$.n\" == 1\n");
  EXPECT_THAT(scenario.captured, ElementsAre("token", "_user", "size"));
  const auto& captures = step(scenario, 0).flow->captures;
  ASSERT_EQ(captures.size(), 3U);
  EXPECT_TRUE(captures[0].is_secret);
  EXPECT_FALSE(captures[1].is_secret);
  EXPECT_EQ(captures[2].query.label, "bytes count");
  EXPECT_TRUE(step(scenario, 0).hides_answer);
  const auto& second = step(scenario, 1);
  EXPECT_EQ(second.path, "/me/{{_user}}");
  EXPECT_EQ(header_of(second, "Authorization"), "Bearer {{token}}");
  EXPECT_EQ(body_of(second), R"({"id": "{{_user}}", "text": "{{\"\"}}{{_user}}"})");
  ASSERT_TRUE(second.flow);
  std::vector<std::string> checks;
  for (const auto& check : second.flow->value_checks) checks.push_back(check.query.label + " " + check.predicate.label);
  EXPECT_THAT(checks, ElementsAre("jsonpath \"$.id\" == {{_user}}", "jsonpath \"$.text\" == \"no {{_user}}\"",
                                  "variable \"size\" > 5"));
  EXPECT_EQ(second.checks.size(), 2U);
}

TEST_F(HurlLoad, fills_in_what_is_known_with_its_type) {
  const auto scenario = loaded(
      "GET {{host}}/\nHTTP 200\n[Asserts]\njsonpath \"$.a\" == {{n}}\njsonpath \"$.b\" == {{text}}\n"
      "jsonpath \"$.c\" contains \"x {{text}}\"\nbody matches /{{2}\\/{{/\n",
      {{"host", HurlValue("http://127.0.0.1:1")}, {"n", HurlValue(7)}, {"text", HurlValue("say \"{{x}}\"")}});
  std::vector<std::string> labels;
  for (const auto& check : step(scenario, 0).checks)
    if (const auto* query = std::get_if<QueryCheck>(&check))
      labels.push_back(query->query.label + " " + query->predicate.label);
  EXPECT_THAT(labels,
              ElementsAre("jsonpath \"$.a\" == 7", "jsonpath \"$.b\" == \"say \\\"\\u{7b}\\u{7b}x}}\\\"\"",
                          "jsonpath \"$.c\" contains \"x say \\\"\\u{7b}\\u{7b}x}}\\\"\"", "body matches /{{2}\\/{{/"));
}

TEST_F(HurlLoad, expects_headers_and_bodies_as_they_are_written) {
  folder_.write("four.bin", std::string("\0\1\2\xff", 4));
  const auto scenario = loaded(
      "GET {{host}}/1\nHTTP 200\nContent-Type: text/plain\nVary: Origin\nVary: Accept\n\n"
      "GET {{host}}/2\nHTTP 404\n{\"status\": 404}\n\n"
      "GET {{host}}/3\nHTTP 200\n```\nline1\nline2\n```\n\n"
      "GET {{host}}/4\nHTTP 200\nfile,four.bin;\n");
  ASSERT_EQ(step(scenario, 0).checks.size(), 4U);
  EXPECT_EQ(std::get<HeaderCheck>(step(scenario, 0).checks[1]).value, "text/plain");
  EXPECT_EQ(std::get<QueryCheck>(step(scenario, 0).checks[2]).predicate.kind, Predicate::Kind::contains);
  EXPECT_EQ(std::get<QueryCheck>(step(scenario, 1).checks.at(1)).predicate.label, "== \"\\u{7b}\\\"status\\\": 404}\"");
  EXPECT_EQ(std::get<QueryCheck>(step(scenario, 2).checks.at(1)).predicate.label, "== \"line1\\nline2\\n\"");
  EXPECT_EQ(std::get<QueryCheck>(step(scenario, 3).checks.at(1)).predicate.label, "== base64,AAEC/w==;");
}

TEST_F(HurlLoad, honours_the_options_of_an_entry) {
  const auto scenario = loaded(
      "GET {{host}}/first\n[Options]\ndelay: 5ms\nconnect-timeout: 2s\nHTTP 200\n\n"
      "GET {{host}}/skipped\n[Options]\nskip: true\n\n"
      "GET {{host}}/moved\n[Options]\nlocation: true\nmax-redirs: 3\nmax-time: 1500ms\nvariable: n=2\nHTTP 200\n\n"
      "GET {{host}}/poll\n[Options]\nretry: 4\nretry-interval: 20ms\nHTTP 200\n[Captures]\nid: jsonpath \"$.id\"\n"
      "[Asserts]\njsonpath \"$.state\" == \"done\"\njsonpath \"$.id\" == {{id}}\n\n"
      "GET {{host}}/again/{{n}}\n[Options]\nrepeat: 3\ndelay: 7ms\nuser: ann:pw\nheader: X-More: yes\n"
      "compressed: true\nHTTP 200\n\n"
      "GET {{host}}/last\nHTTP 200\n");
  ASSERT_EQ(scenario.tasks.at(0).steps.size(), 6U);
  EXPECT_EQ(scenario.connect_timeout, 2s);
  EXPECT_TRUE(std::holds_alternative<ConstantWait>(std::get<ClosedLoad>(scenario.load.parts.at(0).model).wait));
  EXPECT_EQ(step(scenario, 1).rules->redirects.at_most, 3U);
  EXPECT_EQ(step(scenario, 1).timeout, 1500ms);
  const auto& poll = *step(scenario, 2).flow;
  ASSERT_TRUE(poll.until);
  EXPECT_EQ(poll.until->every, 20ms);
  EXPECT_EQ(poll.until->at_most, 5U);
  EXPECT_EQ(poll.until->answer.size(), 3U);        // the status, that the id is there, the state
  EXPECT_EQ(poll.until->value_checks.size(), 1U);  // that names what is captured
  EXPECT_TRUE(poll.wait);
  const auto& again = step(scenario, 3);
  EXPECT_EQ(again.path, "/again/2");
  EXPECT_EQ(again.flow->repeat, 2U);  // with a pause between, and the last by itself
  EXPECT_TRUE(again.flow->wait);
  EXPECT_EQ(header_of(again, "Authorization"), "Basic YW5uOnB3");
  EXPECT_EQ(header_of(again, "X-More"), "yes");
  EXPECT_THAT(header_of(again, "Accept-Encoding"), HasSubstr("gzip"));
  EXPECT_EQ(step(scenario, 4).name, again.name);
  EXPECT_FALSE(step(scenario, 4).flow);
}

TEST_F(HurlLoad, refuses_by_line_what_a_load_cannot_do) {
  EXPECT_THAT(
      refused("GET {{host}}/\n\nGET http://other.test/x\n"),
      ElementsAre(AllOf(HasSubstr("api.hurl:3:5: http://other.test is another place"), HasSubstr("one target"))));
  EXPECT_THAT(refused("GET {{nowhere}}/\n"),
              ElementsAre(AllOf(HasSubstr("api.hurl:1:5: there is no variable nowhere"), HasSubstr("--variable"))));
  EXPECT_THAT(refused("GET {{host}}/\nHTTP 200\n[Captures]\nnext: jsonpath \"$.url\"\n\nGET {{next}}\n"),
              ElementsAre(HasSubstr("api.hurl:6:5: a load knows scheme and host")));
  EXPECT_THAT(refused("GET {{host}}/\n[Options]\nretry: -1\nHTTP 200\n"),
              ElementsAre(HasSubstr("api.hurl:3:1: retry: -1")));
  EXPECT_THAT(refused("GET {{host}}/\n[Options]\nlocation-trusted: true\nmax-redirs: 50\n"),
              ElementsAre(HasSubstr("api.hurl:3:1: location-trusted"), HasSubstr("api.hurl:4:1: max-redirs: a load")));
  EXPECT_THAT(refused("OPTIONS {{host}}/\n"), ElementsAre(HasSubstr("api.hurl:1:1: OPTIONS: GET, POST")));
  EXPECT_THAT(refused("GET {{host}}/\nHTTP 200\n[Asserts]\nurl endsWith \"/\"\nvariable \"host\" exists\n"),
              ElementsAre(HasSubstr("api.hurl:4:1: a load keeps no url"),
                          HasSubstr("api.hurl:5:1: variable \"host\": no answer of this file holds it")));
  EXPECT_THAT(refused("GET {{host}}/\n[Options]\nvariable: id={{newUuid}}\n"),
              ElementsAre(HasSubstr("api.hurl:3:1: a load draws {{newUuid}}")));
  EXPECT_THAT(refused("GET {{host}}/\nHTTP 200\n[Asserts]\nxpath \"//a\" exists\n"),
              ElementsAre(HasSubstr("api.hurl:4:1")));
  EXPECT_THAT(refused("GET {{host}}/\n[Multipart]\na: 1\na: 2\n"),
              ElementsAre(HasSubstr("api.hurl:4:1: a second part")));
  EXPECT_THAT(refused("POST {{host}}/\nfile,../secret;\n"),
              ElementsAre(HasSubstr("api.hurl:2:1: ../secret lies outside")));
  EXPECT_THAT(refused("GET {{host}}/\n[Options]\nskip: true\n"), ElementsAre(HasSubstr("every entry is skipped")));
}

// What the scenario that is made of it is refused for has its line, too.
TEST_F(HurlLoad, tells_the_line_of_what_the_scenario_refuses) {
  EXPECT_THAT(refused("GET {{host}}/\n\nPOST {{host}}/b\nfile,missing.bin;\n"),
              ElementsAre(AllOf(HasSubstr("api.hurl:4:1: "), HasSubstr("missing.bin"))));
}

TEST_F(HurlLoad, keeps_secrets_out_of_what_it_tells) {
  const auto scenario = loaded("POST {{host}}/login/{{password}}\n[Form]\npassword: {{password}}\n",
                               {{"host", HurlValue("http://127.0.0.1:1")}, {"password", HurlValue("hush hush")}});
  EXPECT_THAT(scenario.secret_values, testing::IsSupersetOf({"hush hush", "hush%20hush"}));
  EXPECT_THAT(step(scenario, 0).name, Not(HasSubstr("hush")));
}

TEST_F(HurlLoad, leaves_variables_to_the_environment_where_it_is_written_as_a_scenario) {
  const auto parse = parse_hurl("POST {{host}}/login\n[Form]\npassword: {{pass-word}}\n{{x}}: 1\nHTTP 200\n");
  HurlLoadInput input;
  input.file_name = "api.hurl";
  input.leaves_unknown = true;
  const auto made = scenario_of_hurl(parse.file, input);
  ASSERT_TRUE(made.findings.empty()) << made.findings.front().text();
  EXPECT_THAT(made.text, AllOf(HasSubstr("target: \"${host}\""), HasSubstr("password={{env.pass_word | url}}")));
  EXPECT_THAT(made.left, ElementsAre("host", "pass_word", "x"));
}

}  // namespace plimsoll::hurl_scenario_test
