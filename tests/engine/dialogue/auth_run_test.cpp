// Tokens over a whole load: had before it, renewed beside it, and never in what it tells.

#include "tests/engine/dialogue/dialogue_run.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>

namespace plimsoll::auth_run_test {

using namespace dialogue_run;
using test::TempFolder;
using testing::HasSubstr;
using testing::Not;

ExchangeRules with(Auth auth) {
  ExchangeRules rules;
  rules.auth = std::make_shared<const Auth>(std::move(auth));
  return rules;
}

OAuth2Auth client_of(const LoopbackServer& server) {
  OAuth2Auth auth;
  auth.token_url = parse_url(server.url() + "/token").value();
  auth.client_id = "soak";
  auth.client_secret = "s3cr3t";
  return auth;
}

// Gives token-1, token-2 ...
LoopbackServer::Handler tokens(std::atomic<int>& given, const std::string& more = "") {
  return [&given, more](const ReceivedRequest&) {
    return Reply::json(R"({"access_token": "token-)" + std::to_string(++given) + "\"" + more + "}");
  };
}

std::string trouble(const Scenario& scenario) {
  const auto engine = Engine::make(scenario, {});
  return engine ? "none" : engine.error().message;
}

TEST(AuthRun, a_token_of_a_server_is_sent_with_each_request) {
  std::atomic<int> given{0};
  LoopbackServer issuer(tokens(given));
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); }, keeping());
  const auto total = run(scenario_of(server, 20, with(client_of(issuer)), 4), 2).totals.total();
  EXPECT_EQ(total.failures, 0u);
  EXPECT_EQ(given, 1) << "all threads share it";
  for (const auto& request : server.received()) EXPECT_EQ(request.header("authorization"), "Bearer token-1");
}

TEST(AuthRun, a_token_that_is_refused_is_renewed_once_and_the_request_is_one) {
  std::atomic<int> given{0};
  LoopbackServer issuer(tokens(given));
  LoopbackServer server([](const ReceivedRequest& request) {
    return request.header("authorization") == "Bearer token-2" ? Reply::json("{}") : Reply::status(401);
  });
  const auto total = run(scenario_of(server, 10, with(client_of(issuer)))).totals.total();
  EXPECT_EQ(total.requests, 10u);
  EXPECT_EQ(total.failures, 0u);
  EXPECT_EQ(given, 2);
  EXPECT_EQ(server.requests(), 11u);
  EXPECT_EQ(attempts_of(total, AttemptCause::renewal), 1u);
}

TEST(AuthRun, a_401_that_stays_is_a_failure_and_no_storm_on_who_gives_tokens) {
  std::atomic<int> given{0};
  LoopbackServer issuer(tokens(given));
  LoopbackServer server([](const ReceivedRequest&) { return Reply::status(401); });
  const auto total = run(scenario_of(server, 50, with(client_of(issuer)))).totals.total();
  EXPECT_EQ(total.failures_by_kind.of(FailureKind::status), 50u);
  EXPECT_EQ(given, 2);
  EXPECT_EQ(server.requests(), 51u);
}

TEST(AuthRun, a_token_that_cannot_be_renewed_is_told_by_a_failure_of_its_own) {
  std::atomic<int> given{0};
  LoopbackServer issuer([&](const ReceivedRequest&) {
    return ++given == 1 ? Reply::json(R"({"access_token": "token-1"})")
                        : Reply::status(400, R"({"error": "invalid_client"})");
  });
  LoopbackServer server([](const ReceivedRequest&) { return Reply::status(401); });
  const auto results = run(scenario_of(server, 1, with(client_of(issuer))));
  ASSERT_EQ(results.failures.size(), 1u);
  EXPECT_EQ(results.failures[0].kind, "auth");
  EXPECT_EQ(results.failures[0].message,
            "answered 401, and another token cannot be had: " + issuer.url() + "/token: answered 400: invalid_client");
}

TEST(AuthRun, is_not_begun_without_a_token) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  LoopbackServer garbage([](const ReceivedRequest&) { return Reply::with(200, "text/html", "<html>s3cr3t</html>"); });
  EXPECT_EQ(trouble(scenario_of(server, 1, with(client_of(garbage)))),
            "auth: " + garbage.url() + "/token: answered 200 with what is no JSON object");
  EXPECT_EQ(trouble(scenario_of(server, 1, with(TokenCommand{"echo no login >&2; exit 1"}))),
            "auth: the command `echo no login >&2; exit 1` exited 1: no login");
  TokenCommand hangs{"sleep 1000"};
  hangs.within = 50ms;
  EXPECT_EQ(trouble(scenario_of(server, 1, with(hangs))), "auth: the command `sleep 1000` did not end within 50 ms");
  EXPECT_EQ(server.requests(), 0u);
}

TEST(AuthRun, a_command_is_run_again_beside_the_load) {
  const TempFolder folder;
  const auto file = folder.path() / "count";
  TokenCommand command{"echo x >> " + file.string() + "; wc -l < " + file.string()};
  command.every = 1s;
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); }, keeping());
  auto scenario = scenario_of(server, 0, with(command));
  scenario.load.requests.reset();
  scenario.load.duration = 2500ms;
  scenario.load.parts[0].model = ClosedLoad{1, 1000, ConstantWait{20ms}, {}};
  EXPECT_EQ(run(scenario).totals.total().failures, 0u);
  std::set<std::string> seen;
  for (const auto& request : server.received()) seen.insert(request.header("authorization").value_or("none"));
  EXPECT_GE(seen.size(), 2u);
  EXPECT_TRUE(seen.contains("Bearer 1"));
  EXPECT_TRUE(seen.contains("Bearer 2"));
}

TEST(AuthRun, a_token_is_in_no_example_of_what_failed) {
  std::atomic<int> given{0};
  LoopbackServer issuer(tokens(given, R"(, "token_type": "Bearer")"));
  LoopbackServer server([](const ReceivedRequest& request) {  // echoes what it got, as debugging pages do
    return Reply::status(500, request.head).header("X-Echo", request.header("authorization").value_or(""));
  });
  const auto results = run(scenario_of(server, 3, with(client_of(issuer))));
  ASSERT_EQ(results.failures.size(), 1u);
  const auto& example = results.failures[0].examples.at(0);
  EXPECT_THAT(example.response_excerpt, HasSubstr("[redacted]"));
  EXPECT_THAT(example.response_excerpt, Not(HasSubstr("token-1")));
  EXPECT_THAT(example.request_excerpt, Not(HasSubstr("token-1")));
}

TEST(AuthRun, requests_are_signed_each_as_it_is_sent) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); }, keeping());
  SigV4Auth auth;
  auth.region = "eu-central-1";
  auth.service = "sagemaker";
  auth.keys = TokenCommand{R"(echo '{"AccessKeyId": "AKID", "SecretAccessKey": "s3cr3t", "SessionToken": "session"}')"};
  EXPECT_EQ(run(scenario_of(server, 2, with(auth))).totals.total().failures, 0u);
  for (const auto& request : server.received()) {
    const auto date = request.header("x-amz-date").value_or("");
    EXPECT_EQ(date.size(), 16u);
    EXPECT_EQ(request.header("x-amz-security-token"), "session");
    EXPECT_THAT(request.header("authorization").value_or(""),
                HasSubstr("Credential=AKID/" + date.substr(0, 8) +
                          "/eu-central-1/sagemaker/aws4_request, "
                          "SignedHeaders=host;x-amz-date;x-amz-security-token, Signature="));
  }
}

TEST(AuthRun, a_token_does_not_follow_a_redirect_to_another_place) {
  std::atomic<int> given{0};
  LoopbackServer issuer(tokens(given));
  LoopbackServer other([](const ReceivedRequest&) { return Reply::json("{}"); }, keeping());
  LoopbackServer server(Script().at("/start", moved(302, other.url() + "/end")), keeping());
  auto rules = with(client_of(issuer));
  rules.redirects = {5, {parse_url(other.url()).value()}};
  EXPECT_EQ(run(scenario_of(server, 1, rules)).totals.total().failures, 0u);
  EXPECT_EQ(server.received().at(0).header("authorization"), "Bearer token-1");
  EXPECT_EQ(other.received().at(0).header("authorization"), std::nullopt);
}

}  // namespace plimsoll::auth_run_test
