// `auth` of a scenario and of its requests.

#include "tests/scenarios/scenario_text.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

namespace plimsoll::test::auth_test {

using namespace std::chrono_literals;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const Variables kVariables = {
    {"TOKEN", "t0ken-abc"}, {"PASSWORD", "pa55-word"}, {"ID", "AKID"}, {"EMPTY", ""}, {"LINES", "a\nb"}};

Scenario scenario_of(const std::string& auth) { return parsed({with("auth: " + auth + "\n"), kVariables}); }
std::string refusal_of(const std::string& auth) { return finding({with("auth: " + auth + "\n"), kVariables}); }

const RequestTemplate& request_of(const Scenario& scenario) { return scenario.tasks[0].steps[0]; }

std::string header_of(const Scenario& scenario, const std::string& name) {
  for (const auto& header : request_of(scenario).headers)
    if (header.name == name) return header.value;
  return "none";
}

template <class T>
T auth_of(const std::string& text) {
  const auto scenario = scenario_of(text);
  const auto& rules = request_of(scenario).rules;
  const auto* auth = rules && rules->auth ? std::get_if<T>(rules->auth.get()) : nullptr;
  EXPECT_NE(auth, nullptr) << text;
  return auth == nullptr ? T{} : *auth;
}

TEST(Auth, that_never_changes_is_a_header) {
  const auto bearer = scenario_of("{bearer: \"${TOKEN}\"}");
  EXPECT_EQ(header_of(bearer, "Authorization"), "Bearer t0ken-abc");
  EXPECT_EQ(request_of(bearer).rules, nullptr) << "it costs nothing while the load goes on";
  EXPECT_THAT(bearer.secret_values, Contains("t0ken-abc"));
  const auto basic = scenario_of("{basic: {user: ann, password: \"${PASSWORD}\"}}");
  EXPECT_EQ(header_of(basic, "Authorization"), "Basic YW5uOnBhNTUtd29yZA==");
  EXPECT_THAT(basic.secret_values, Contains("pa55-word"));
  const auto key = scenario_of("{api_key: {header: X-Own-Key, value: \"${TOKEN}\"}}");
  EXPECT_EQ(header_of(key, "X-Own-Key"), "t0ken-abc");
  EXPECT_THAT(key.secret_headers, Contains("x-own-key"));
}

TEST(Auth, may_be_a_key_in_the_query) {
  const auto scenario =
      parsed({"target: http://h\nauth: {api_key: {query: api key, value: \"${TOKEN}&x\"}}\nrequests:\n"
              "  - get: /a\n  - get: /b?c=d\n  - get: /e?n={{seq}}\n",
              kVariables});
  EXPECT_EQ(scenario.tasks[0].steps[0].path, "/a?api%20key=t0ken-abc%26x");
  EXPECT_EQ(scenario.tasks[1].steps[0].path, "/b?c=d&api%20key=t0ken-abc%26x");
  EXPECT_NE(scenario.tasks[2].steps[0].varying, nullptr);
  EXPECT_EQ(scenario.tasks[0].steps[0].name, "GET /a");
}

TEST(Auth, of_a_request_wins) {
  const auto scenario =
      parsed({"target: http://h\nauth: {bearer: \"${TOKEN}\"}\nrequests:\n  - get: /a\n"
              "  - {get: /b, auth: none}\n  - {get: /c, auth: {bearer: \"${PASSWORD}\"}}\n"
              "  - {get: /d, headers: {authorization: own}}\n",
              kVariables});
  const auto authorization = [&](std::size_t task) {
    for (const auto& header : scenario.tasks[task].steps[0].headers)
      if (same_header(header.name, "authorization")) return header.value;
    return std::string("none");
  };
  EXPECT_EQ(authorization(0), "Bearer t0ken-abc");
  EXPECT_EQ(authorization(1), "none");
  EXPECT_EQ(authorization(2), "Bearer pa55-word");
  EXPECT_EQ(authorization(3), "own");
}

TEST(Auth, may_be_an_oauth2_client) {
  const auto auth = auth_of<OAuth2Auth>(
      "{oauth2: {token_url: \"https://login.test/t\", client_id: me, client_secret: \"${TOKEN}\", scope: a b, "
      "audience: x, send: body}}");
  EXPECT_EQ(auth.token_url.text(), "https://login.test/t");
  EXPECT_EQ(auth.client_id, "me");
  EXPECT_EQ(auth.client_secret, "t0ken-abc");
  EXPECT_EQ(auth.scope, "a b");
  EXPECT_EQ(auth.audience, "x");
  EXPECT_EQ(auth.send, OAuth2Auth::Send::body);
  const auto scenario =
      scenario_of(R"({oauth2: {token_url: "https://login.test/t", client_id: me, client_secret: "${TOKEN}"}})");
  ASSERT_EQ(scenario.further_places().size(), 1u);
  EXPECT_EQ(scenario.further_places()[0].place(), "login.test:443");
}

TEST(Auth, may_be_a_command) {
  const auto token = auth_of<TokenCommand>("{token: {run: gcloud auth print-access-token, every: 30m, within: 5s}}");
  EXPECT_EQ(token.run, "gcloud auth print-access-token");
  EXPECT_EQ(token.every, 30min);
  EXPECT_EQ(token.within, 5s);
}

TEST(Auth, may_sign_for_aws) {
  const auto written = auth_of<SigV4Auth>(
      R"({aws_sigv4: {region: eu-central-1, service: sagemaker, access_key: "${ID}", secret_key: "${TOKEN}"}})");
  EXPECT_EQ(written.region, "eu-central-1");
  EXPECT_EQ(std::get<AwsKeys>(written.keys).secret_key, "t0ken-abc");
  const auto told = auth_of<SigV4Auth>("{aws_sigv4: {region: r, service: s, run: aws configure export-credentials}}");
  EXPECT_EQ(std::get<TokenCommand>(told.keys).run, "aws configure export-credentials");
  const TempFolder folder;
  const auto file = folder.write("credentials",
                                 "[default]\naws_access_key_id = A\naws_secret_access_key = S\n\n# x\n[dev]\r\n"
                                 "aws_access_key_id=B\r\naws_secret_access_key=dev-s3cret\r\naws_session_token=T\r\n");
  const auto of_file =
      auth_of<SigV4Auth>("{aws_sigv4: {region: r, service: s, profile: dev, profile_file: \"" + file.string() + "\"}}");
  EXPECT_EQ(std::get<AwsKeys>(of_file.keys).access_key, "B");
  EXPECT_EQ(std::get<AwsKeys>(of_file.keys).secret_key, "dev-s3cret");
  EXPECT_EQ(std::get<AwsKeys>(of_file.keys).session_token, "T");
  EXPECT_THAT(refusal_of("{aws_sigv4: {region: r, service: s, profile: deb, profile_file: \"" + file.string() + "\"}}"),
              HasSubstr("has no profile [deb]; did you mean [dev]?"));
}

TEST(Auth, may_have_its_secret_in_a_file) {
  const TempFolder folder;
  const auto file = folder.write("token", "of-a-file\n");
  EXPECT_EQ(header_of(scenario_of("{bearer: {file: \"" + file.string() + "\"}}"), "Authorization"), "Bearer of-a-file");
  EXPECT_THAT(refusal_of("{bearer: {file: /no/such/file}}"), HasSubstr("/no/such/file"));
  EXPECT_THAT(refusal_of("{bearer: {path: x}}"), HasSubstr("expected the secret as ${NAME}, or {file: PATH}"));
}

TEST(Auth, is_refused_with_what_is_expected) {
  EXPECT_THAT(refusal_of("{}"), HasSubstr("expected one of bearer, basic"));
  EXPECT_THAT(refusal_of("{bearer: \"${TOKEN}\", token: {run: x}}"), HasSubstr("an auth has one kind"));
  EXPECT_THAT(refusal_of("{bearer: \"${EMPTY}\"}"), HasSubstr("the secret is empty"));
  EXPECT_THAT(refusal_of("{bearer: \"${LINES}\"}"), HasSubstr("control character"));
  EXPECT_THAT(refusal_of("{bearer: \"${MISSING}\"}"), HasSubstr("MISSING is not set"));
  EXPECT_THAT(refusal_of("{basic: {user: \"a:b\", password: \"${TOKEN}\"}}"), HasSubstr("no colon"));
  EXPECT_THAT(refusal_of("{api_key: {value: \"${TOKEN}\"}}"), HasSubstr("name one of them"));
  EXPECT_THAT(refusal_of("{api_key: {header: a b, value: \"${TOKEN}\"}}"), HasSubstr("expected the name of a header"));
  EXPECT_THAT(refusal_of("{token: {run: x, every: 10ms}}"), HasSubstr("expected a duration from 1s"));
  EXPECT_THAT(refusal_of("{token: {run: x, within: 1h}}"), HasSubstr("expected a duration above 0, to 10m"));
  EXPECT_THAT(refusal_of("{oauth2: {token_url: \"http+unix://%2Frun%2Fx\", client_id: a, client_secret: b}}"),
              HasSubstr("expected a URL with http:// or https://"));
  EXPECT_THAT(refusal_of("{aws_sigv4: {region: r, service: s}}"), HasSubstr("its keys come from one place"));
  EXPECT_THAT(refusal_of("{aws_sigv4: {region: r, service: s, run: x, access_key: a, secret_key: b}}"),
              HasSubstr("its keys come from one place"));
  EXPECT_THAT(finding({with("headers: {authorization: x}\nauth: {bearer: abcdef}\n")}),
              HasSubstr("the header authorization is given already"));
  const TempFolder folder;
  folder.write("replay.jsonl", R"({"offset": 0, "method": "GET", "path": "/a"})"
                               "\n");
  EXPECT_THAT(finding({"target: http://h\nload: {replay: replay.jsonl}\nauth: {api_key: {query: k, value: abcd}}\n",
                       {},
                       {},
                       folder.path()}),
              HasSubstr("a log has its own queries"));
}

TEST(Auth, leaves_no_secret_in_the_text_that_a_record_keeps) {
  const auto text = parsed({with("auth: {basic: {user: ann, password: literal-pw}}\n")}).source_text;
  EXPECT_THAT(text, Not(HasSubstr("literal-pw")));
  EXPECT_THAT(text, HasSubstr("[redacted]"));
  const auto named = scenario_of("{bearer: \"${TOKEN}\"}").source_text;
  EXPECT_THAT(named, HasSubstr("${TOKEN}"));
  EXPECT_THAT(named, Not(HasSubstr("t0ken-abc")));
}

std::string without(Permissions allowed, const std::string& auth) {
  ParseInput input;
  input.text = with("auth: " + auth + "\n");
  input.file_name = "sent.yaml";
  input.allowed = allowed;
  input.environment = [](const std::string&) { return std::optional<std::string>("from-the-environment"); };
  const auto outcome = parse_scenario(input);
  return outcome.findings.empty() ? "none" : outcome.findings.front().message;
}

TEST(Auth, of_a_scenario_that_was_sent_does_what_the_server_was_told_to_let_it) {
  const Permissions nothing{false, false, false};
  EXPECT_EQ(without(nothing, "{token: {run: id}}"), kNoPrograms);
  EXPECT_EQ(without(nothing, "{aws_sigv4: {region: r, service: s, run: id}}"), kNoPrograms);
  EXPECT_EQ(without(nothing, "{bearer: {file: /etc/hostname}}"), kNoFiles);
  EXPECT_EQ(without(nothing, "{aws_sigv4: {region: r, service: s, profile_file: /etc/hostname}}"), kNoFiles);
  EXPECT_EQ(without(nothing, "{bearer: \"${TOKEN}\"}"), kNoEnvironment);
  EXPECT_EQ(without({true, false, false}, "{token: {run: id}}"), "none");
  EXPECT_EQ(without({false, false, true}, "{bearer: \"${TOKEN}\"}"), "none");
}

}  // namespace plimsoll::test::auth_test
