// ${NAME} in a scenario, and what must never show a value that came from there.

#include "tests/scenarios/scenario_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::environment_test {

std::string header(const std::string& value, const Variables& variables = {}) {
  const auto scenario = parsed({with("headers: {x: " + value + "}"), variables});
  return scenario.headers.empty() ? "" : scenario.headers[0].value;
}

TEST(Environment, is_read_in_values) {
  EXPECT_EQ(header(R"("Bearer ${TOKEN}!")", {{"TOKEN", "abc"}}), "Bearer abc!");
  EXPECT_EQ(header(R"("${A}${B}")", {{"A", "1"}, {"B", "2"}}), "12");
}

TEST(Environment, has_defaults) {
  EXPECT_EQ(header(R"("${TOKEN:-none}")"), "none");
  EXPECT_EQ(header(R"("${TOKEN:-}")"), "");
  EXPECT_EQ(header(R"("${TOKEN:-none}")", {{"TOKEN", ""}}), "none");
  EXPECT_EQ(header(R"("${TOKEN:-none}")", {{"TOKEN", "some"}}), "some");
}

TEST(Environment, is_left_alone_after_two_dollars) {
  EXPECT_EQ(header(R"("$${TOKEN} and $5")"), "${TOKEN} and $5");
  EXPECT_EQ(header(R"("$${A}${A}")", {{"A", "1"}}), "${A}1");
}

TEST(Environment, cannot_change_the_structure_of_the_file) {
  EXPECT_EQ(header(R"("${X}")", {{"X", "a\", y: \"b"}}), "a\", y: \"b");
  EXPECT_EQ(header(R"("${X}")", {{"X", "${Y}"}, {"Y", "no"}}), "${Y}");
}

TEST(Environment, gives_numbers_and_durations_too) {
  const auto scenario = parsed({with("load: {users: \"${USERS}\", duration: \"${MINUTES}m\"}\nseed: ${SEED:-5}"),
                                {{"USERS", "7"}, {"MINUTES", "3"}}});
  EXPECT_EQ(std::get<ClosedLoad>(scenario.load.parts[0].model).users, 7u);
  EXPECT_EQ(scenario.load.duration, std::chrono::minutes(3));
  EXPECT_EQ(scenario.seed, 5u);
}

TEST(Environment, that_lacks_a_variable_is_told_with_its_name_and_place) {
  EXPECT_EQ(
      findings({with("headers:\n  a: \"${API_KEY}\"\n  b: \"${OTHER}\"")}),
      (std::vector<std::string>{"soak.yaml:4: headers.a: the environment variable API_KEY is not set: set it, or write "
                                "${API_KEY:-default}",
                                "soak.yaml:5: headers.b: the environment variable OTHER is not set: set it, or write "
                                "${OTHER:-default}"}));
}

TEST(Environment, is_read_by_proper_names_alone) {
  EXPECT_EQ(
      finding({with("headers: {a: \"${API KEY}\"}")}),
      R"(soak.yaml:3: headers.a: expected the name of an environment variable in "${API KEY}"; text that is meant as )"
      R"(it stands is written "$${...}")");
  EXPECT_EQ(finding({with("headers: {a: \"${API_KEY\"}")}),
            R"(soak.yaml:3: headers.a: "${" without its "}"; text that is meant as it stands is written "$${")");
}

// Every kind of value with a secret where it does not fit: no message may hold it.
TEST(Environment, never_shows_its_values_in_a_message) {
  const std::string secret = "hunter2-secret";
  for (const auto text :
       {"load: {users: \"${S}\"}", "load: {wait: \"${S}\"}", "load: {duration: \"${S}\"}",
        "load: {spawn_rate: \"${S}\"}", "max_response_size: \"${S}\"", "seed: \"${S}\"", "thresholds: [\"p99 < ${S}\"]",
        "thresholds: [\"${S} < 5ms\"]", "thresholds: [\"p99 of ${S} < 5ms\"]", "monitor: [{name: \"(${S}\"}]",
        "monitor: [{port: \"${S}\"}]", "monitor: \"${S}\"", "load: \"${S}\"", R"(headers: {a: "${S}\n"})",
        "timeout: \"${S}\""}) {
    const auto message = finding({with(text), {{"S", secret}}});
    EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
  }
  for (const auto text :
       {"get: \"${S}\"", "post: /\njson: \"@${S}.json\"", "post: /\njson: \"@${S}*\"", "post: /\nfile: \"@${S}\"",
        "post: /\nmultipart: {a: \"@${S}\"}", "post: /\njson: {a: {$base64: \"${S}\"}}", "post: /\norder: \"${S}\"",
        "get: /\nexpect: {status: \"${S}\"}", "get: /\nexpect: {response_time: \"${S}\"}",
        "get: /\nexpect: {body: {matches: \"(${S}\"}}", "get: /\nexpect: {body_like: {file: \"${S}\"}}",
        "get: /\nexpect: {json: {$.a: {type: \"${S}\"}}}", "get: /\nweight: \"${S}\""}) {
    const auto message = finding({with_request(text), {{"S", secret}}});
    EXPECT_EQ(message.find("hunter2"), std::string::npos) << message;
  }
  const auto message = finding({"target: \"${S}\"\nrequests: [{get: /}]", {{"S", secret}}});
  EXPECT_EQ(message, R"(soak.yaml:1: target: a URL starts with http:// or https://: write "http://${S}")");
}

TEST(SourceText, keeps_the_names_of_variables_and_not_their_values) {
  const auto scenario = parsed({with("headers: {x-api-key: \"${KEY}\"}"), {{"KEY", "sesame-open"}}});
  EXPECT_NE(scenario.source_text.find("${KEY}"), std::string::npos);
  EXPECT_EQ(scenario.source_text.find("sesame"), std::string::npos);
}

TEST(SourceText, blanks_out_secret_headers) {
  const auto scenario = parsed({R"(target: http://h   # é
headers:
  Authorization: Bearer abc123
  x-tenant: "t-42"
  accept: text/html
requests:
  - get: /
    headers: {cookie: 'id=77; x=1', x-api-key: "${KEY:-fallback}"}
secrets: X-Tenant
)"});
  EXPECT_EQ(scenario.source_text, R"(target: http://h   # é
headers:
  Authorization: [redacted]
  x-tenant: "[redacted]"
  accept: text/html
requests:
  - get: /
    headers: {cookie: '[redacted]', x-api-key: "[redacted]"}
secrets: X-Tenant
)");
  EXPECT_EQ(scenario.secret_headers, std::vector<std::string>{"x-tenant"});
  EXPECT_EQ(scenario.headers[0].value, "Bearer abc123");
}

TEST(SourceText, is_withheld_where_a_secret_cannot_be_blanked_out) {
  const auto scenario = parsed({with(R"(headers: {authorization: "Bear\x65r abc123"})")});
  EXPECT_EQ(scenario.headers[0].value, "Bearer abc123");
  EXPECT_EQ(scenario.source_text.find("abc123"), std::string::npos);
}

// Of a run they would be in examples of failures, in what a check says, and in the names of rows.
TEST(Environment, gives_secrets_that_no_output_may_show) {
  const auto scenario = parsed(
      {with_request("post: \"/bot/${API_TOKEN}\"\njson: {a: \"${HOST}\", b: \"${OTHER}\", c: \"{{env.DB_PASS}}\"}"),
       {{"API_TOKEN", "t0k en"}, {"HOST", "localhost"}, {"OTHER", "sk-0123456789abcdefghij"}, {"DB_PASS", "x\"yz"}}});
  EXPECT_THAT(scenario.secret_values,
              testing::IsSupersetOf({"t0k en", "t0k%20en", "t0k+en", "sk-0123456789abcdefghij", "x\"yz", "x\\\"yz"}));
  EXPECT_THAT(scenario.secret_values, testing::Not(testing::Contains("localhost")));
  EXPECT_EQ(scenario.tasks.at(0).name, "POST /bot/[redacted]");
}

}  // namespace plimsoll::test::environment_test
