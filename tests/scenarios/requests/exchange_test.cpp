// `redirects`, `cookies` and `retry`, of a scenario and of its requests.

#include "tests/scenarios/scenario_text.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::exchange_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

ExchangeRules rules_of(const std::string& text) {
  const auto scenario = parsed({with(text)});
  const auto& rules = scenario.tasks[0].steps[0].rules;
  return rules ? *rules : ExchangeRules{};
}

TEST(Exchange, is_plain_where_nothing_is_asked_for) {
  EXPECT_EQ(parsed({with("")}).tasks[0].steps[0].rules, nullptr);
  EXPECT_EQ(parsed({with("redirects: 0\ncookies: false\nretry: none\nauth: none\n")}).tasks[0].steps[0].rules, nullptr);
}

TEST(Redirects, are_a_number_or_have_places) {
  EXPECT_EQ(rules_of("redirects: 5\n").redirects.at_most, 5u);
  EXPECT_THAT(rules_of("redirects: 5\n").redirects.to, IsEmpty());
  const auto rules = rules_of("redirects: {to: [https://login.test, \"http://h:8080\"]}\n").redirects;
  EXPECT_EQ(rules.at_most, 5u);
  ASSERT_EQ(rules.to.size(), 2u);
  EXPECT_EQ(rules.to[0].text(), "https://login.test");
  EXPECT_EQ(rules.to[1].port, 8080);
}

TEST(Redirects, of_a_request_win) {
  const auto scenario =
      parsed({"target: http://h\nredirects: 5\nrequests:\n  - get: /a\n  - {get: /b, redirects: 0}\n  - {get: /c, "
              "redirects: 1}\n"});
  EXPECT_EQ(scenario.tasks[0].steps[0].rules->redirects.at_most, 5u);
  EXPECT_EQ(scenario.tasks[1].steps[0].rules, nullptr);
  EXPECT_EQ(scenario.tasks[2].steps[0].rules->redirects.at_most, 1u);
}

TEST(Redirects, lead_to_places_that_a_run_may_speak_to) {
  const auto scenario = parsed({with("redirects: {to: https://login.test}\n")});
  ASSERT_EQ(scenario.further_places().size(), 1u);
  EXPECT_EQ(scenario.further_places()[0].place(), "login.test:443");
}

TEST(Redirects, are_refused_with_what_is_expected) {
  EXPECT_THAT(finding({with("redirects: 21\n")}), HasSubstr("expected a whole number from 0 to 20, got 21"));
  EXPECT_THAT(finding({with("redirects: yes\n")}), HasSubstr("expected a whole number from 0 to 20"));
  EXPECT_THAT(finding({with("redirects: {to: https://a/path}\n")}), HasSubstr("expected a place alone"));
  EXPECT_THAT(finding({with("redirects: {at_most: 0}\n")}), HasSubstr("expected a whole number from 1 to 20"));
  EXPECT_THAT(finding({with_request("get: /\nfollow_redirects: true")}), HasSubstr("is called redirects"));
}

TEST(Cookies, belong_to_users) {
  EXPECT_TRUE(rules_of("cookies: true\n").cookies);
  EXPECT_TRUE(rules_of("cookies: true\n").needs_headers());
  EXPECT_THAT(finding({with_request("get: /\ncookies: true")}), HasSubstr("belongs at the top of the file"));
}

TEST(Retry, says_what_is_sent_again) {
  const auto retry =
      rules_of("retry: {on: [429, 503, connect, timeout, lost], at_most: 4, backoff: 50ms..1s, respect: retry_after}\n")
          .retry;
  EXPECT_THAT(retry.statuses, ElementsAre(429, 503));
  EXPECT_TRUE(retry.on_connect && retry.on_timeout && retry.on_lost && retry.heeds_retry_after);
  EXPECT_EQ(retry.at_most, 4u);
  EXPECT_EQ(retry.shortest, 50ms);
  EXPECT_EQ(retry.longest, 1s);
}

TEST(Retry, has_defaults) {
  const auto retry = rules_of("retry: {on: 503}\n").retry;
  EXPECT_THAT(retry.statuses, ElementsAre(503));
  EXPECT_FALSE(retry.on_connect || retry.on_timeout || retry.on_lost || retry.heeds_retry_after);
  EXPECT_EQ(retry.at_most, 3u);
  EXPECT_EQ(retry.shortest, 100ms);
  EXPECT_EQ(retry.longest, 2s);
  EXPECT_FALSE(rules_of("retry: {on: 503}\n").needs_headers());
  EXPECT_EQ(rules_of("retry: {on: 503, backoff: 1s}\n").retry.longest, 1s);
}

TEST(Retry, of_a_request_wins) {
  const auto scenario =
      parsed({"target: http://h\nretry: {on: 503}\nrequests:\n  - get: /a\n  - {get: /b, retry: none}\n"});
  EXPECT_EQ(scenario.tasks[0].steps[0].rules->retry.at_most, 3u);
  EXPECT_EQ(scenario.tasks[1].steps[0].rules, nullptr);
}

TEST(Retry, is_refused_with_what_is_expected) {
  const auto refusal = [](const std::string& text) { return finding({with("retry: " + text + "\n")}); };
  EXPECT_THAT(refusal("{at_most: 3}"), HasSubstr("on"));
  EXPECT_THAT(refusal("{on: []}"), HasSubstr("expected at least one"));
  for (const auto cause : {"200", "600", "5xx", "503.5", "always"})
    EXPECT_THAT(refusal(std::string("{on: ") + cause + "}"),
                HasSubstr("expected a status from 400 to 599, connect, timeout or lost"))
        << cause;
  for (const auto backoff : {"0s..1s", "2s..1s", "1s..2h", "fast", "1s..", "-1s..1s"})
    EXPECT_THAT(refusal(std::string("{on: 503, backoff: ") + backoff + "}"),
                HasSubstr(R"(expected two durations like "100ms..2s")"))
        << backoff;
  EXPECT_THAT(refusal("{on: 503, at_most: 100}"), HasSubstr("expected a whole number from 1 to 20"));
  EXPECT_THAT(refusal("{on: 503, respect: date}"), HasSubstr("expected retry_after"));
  EXPECT_THAT(refusal("{on: 503, backof: 1s}"), HasSubstr(R"(did you mean "backoff"?)"));
}

TEST(Exchange, holds_for_the_rows_of_a_log_too) {
  const TempFolder folder;
  folder.write("replay.jsonl", R"({"offset": 0, "method": "GET", "path": "/a"})"
                               "\n");
  const auto scenario =
      parsed({"target: http://h\nload: {replay: replay.jsonl}\nretry: {on: 503}\n"
              "auth: {bearer: \"${T}\"}\n",
              {{"T", "t0ken-abc"}},
              {},
              folder.path()});
  ASSERT_FALSE(scenario.tasks.empty());
  for (const auto& task : scenario.tasks) {
    ASSERT_NE(task.steps[0].rules, nullptr);
    EXPECT_EQ(task.steps[0].rules->retry.at_most, 3u);
    EXPECT_TRUE(has_header(task.steps[0].headers, "Authorization"));
  }
}

}  // namespace plimsoll::test::exchange_test
