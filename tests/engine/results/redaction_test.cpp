#include "engine/results/redaction.h"
#include "tests/engine/load/load_scenarios.h"

#include <gtest/gtest.h>

namespace plimsoll::redaction_test {

Scenario with_headers(std::vector<Header> headers) {
  Scenario scenario;
  scenario.headers = std::move(headers);
  return scenario;
}

TEST(Redaction, knows_the_names_that_carry_secrets_in_any_case) {
  const Redaction redaction{Scenario()};
  for (const auto* name :
       {"Authorization", "proxy-authorization", "COOKIE", "Set-Cookie", "X-Api-Key", "x-auth-token", "api-key"})
    EXPECT_TRUE(redaction.is_secret(name)) << name;
  EXPECT_FALSE(redaction.is_secret("content-type"));
}

TEST(Redaction, knows_the_names_that_the_scenario_marks) {
  Scenario scenario;
  scenario.secret_headers = {"x-tenant"};
  EXPECT_TRUE(Redaction(scenario).is_secret("X-Tenant"));
  EXPECT_EQ(Redaction(scenario).text("X-Tenant: acme\nx: y"), "X-Tenant: [redacted]\nx: y");
}

TEST(Redaction, hides_the_values_of_headers_of_the_other_side) {
  const Redaction redaction{Scenario()};
  EXPECT_EQ(redaction.text("server: x\r\nset-cookie: session=1\r\nset-cookie: b=2\r\nvia: y\r\n"),
            "server: x\r\nset-cookie: [redacted]\nset-cookie: [redacted]\nvia: y\r\n");
  EXPECT_EQ(redaction.text("cookie:a=1"), "cookie: [redacted]");
}

TEST(Redaction, hides_a_given_value_wherever_it_appears_again) {
  const Redaction redaction(with_headers({{"x-api-key", "s3cret-42"}}));
  EXPECT_EQ(redaction.text(R"({"you_sent": "s3cret-42", "again": "s3cret-42"})"),
            R"({"you_sent": "[redacted]", "again": "[redacted]"})");
}

TEST(Redaction, hides_the_token_of_an_authorization_alone) {
  const Redaction redaction(with_headers({{"Authorization", "Bearer abcdef123"}}));
  EXPECT_EQ(redaction.text("token abcdef123 is not valid; got Bearer abcdef123"),
            "token [redacted] is not valid; got [redacted]");
}

TEST(Redaction, hides_the_values_of_a_requests_own_headers) {
  auto scenario = with_headers({});
  scenario.tasks = {task_of("a", 1, {get_request("a")})};
  scenario.tasks[0].steps[0].headers = {{"X-API-Key", "of-the-step"}};
  EXPECT_EQ(Redaction(scenario).text("key of-the-step"), "key [redacted]");
}

TEST(Redaction, hides_what_the_target_is_started_with_in_its_environment) {
  Scenario scenario;
  scenario.target.managed.emplace().environment = {{"DB_PASSWORD", "hunter2-secret"}, {"WORKERS", "4"}};
  const Redaction redaction(scenario);
  EXPECT_EQ(redaction.text("login with hunter2-secret failed, 4 workers"), "login with [redacted] failed, 4 workers");
}

TEST(Redaction, leaves_ordinary_text_as_it_is) {
  const Redaction redaction(with_headers({{"x-api-key", "k"}, {"accept", "text/plain"}, {"cookie", ""}}));
  const std::string text = "kk text/plain\n\nno: secret here\n";
  EXPECT_EQ(redaction.text(text), text);
  EXPECT_EQ(redaction.text(""), "");
}

TEST(Redaction, a_longer_secret_is_not_broken_by_a_shorter_one_within_it) {
  const Redaction redaction(with_headers({{"x-api-key", "abcd"}, {"cookie", "abcdefgh"}}));
  EXPECT_EQ(redaction.text("abcdefgh"), "[redacted]");
}

TEST(Redaction, a_secret_at_the_cut_does_not_show_its_beginning) {
  const std::string secret = "0123456789abcdefghij";
  const Redaction redaction(with_headers({{"x-api-key", secret}}));
  for (std::size_t before = 0; before < 120; ++before) {
    std::string text(before, '.');
    for (int i = 0; i < 10; ++i) text += secret;
    const auto start = redaction.start_of(text, 50);
    EXPECT_LE(start.size(), 50u);
    EXPECT_EQ(start.find("012"), std::string::npos) << before;
  }
  EXPECT_EQ(redaction.start_of("short", 50), "short");
  EXPECT_EQ(redaction.start_of(std::string(200, '.'), 50), std::string(50, '.'));
}

}  // namespace plimsoll::redaction_test
