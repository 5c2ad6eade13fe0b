// Redirects of a whole engine's load: where they lead, what goes with them, and what they count as.

#include "tests/engine/dialogue/dialogue_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::redirect_test {

using namespace dialogue_run;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::vector<std::string> asked(const LoopbackServer& server) {
  std::vector<std::string> lines;
  for (const auto& request : server.received())
    lines.push_back(request.method + " " + request.target + (request.body.empty() ? "" : " " + request.body));
  return lines;
}

TEST(Redirects, are_one_request_that_is_counted_and_timed_by_attempt) {
  LoopbackServer server(
      Script().at("/start", moved(302, "next?x=1")).at("/next?x=1", moved(307, "/end")).at("/end", Reply::json("{}")),
      keeping());
  const auto results = run(scenario_of(server, 10, redirects(5)));
  const auto total = results.totals.total();
  EXPECT_EQ(server.requests(), 30u);
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_EQ(total.requests, 10u);
  EXPECT_EQ(total.failures, 0u);
  EXPECT_EQ(total.statuses.of(200), 10u);
  EXPECT_EQ(total.response_time.count(), 10u);
  EXPECT_EQ(attempts_of(total, AttemptCause::first), 10u);
  EXPECT_EQ(attempts_of(total, AttemptCause::redirect), 20u);
  EXPECT_EQ(total.attempts.tally.by_class[3], 20u);
  EXPECT_EQ(total.attempts.tally.by_class[2], 10u);
  ASSERT_TRUE(total.attempts.time);
  EXPECT_EQ(total.attempts.time->count(), 30u);
  EXPECT_GE(total.service_time.minimum(), 3 * total.attempts.time->minimum());
  EXPECT_EQ(results.totals.connections.opened, 1u);
  for (const auto& odd : results.odd_answers) EXPECT_EQ(odd.location, "");
}

std::vector<std::string> asked_after(int status, Method method) {
  LoopbackServer server(Script().at("/start", moved(status, "/end")).at("/end", Reply::json("{}")), keeping());
  auto scenario = scenario_of(server, 1, redirects(5));
  auto& request = scenario.tasks[0].steps[0];
  request.method = method;
  if (method != Method::get && method != Method::head) request.bodies = bodies({"body"});
  const auto results = run(scenario);
  EXPECT_EQ(results.totals.total().failures, 0u);
  for (const auto& received : server.received())
    EXPECT_EQ(received.header("content-length").has_value(), !received.body.empty() || received.method == "POST")
        << received.head;
  return asked(server);
}

TEST(Redirects, keep_the_method_or_ask_by_get_as_browsers_do) {
  for (const int status : {301, 302, 303})
    EXPECT_THAT(asked_after(status, Method::post), ElementsAre("POST /start body", "GET /end")) << status;
  for (const int status : {307, 308})
    EXPECT_THAT(asked_after(status, Method::post), ElementsAre("POST /start body", "POST /end body")) << status;
  EXPECT_THAT(asked_after(303, Method::put), ElementsAre("PUT /start body", "GET /end"));
  EXPECT_THAT(asked_after(302, Method::put), ElementsAre("PUT /start body", "PUT /end body"));
  EXPECT_THAT(asked_after(302, Method::get), ElementsAre("GET /start", "GET /end"));
  EXPECT_THAT(asked_after(303, Method::head), ElementsAre("HEAD /start", "HEAD /end"));
}

TEST(Redirects, that_lead_in_a_circle_are_a_failure_of_their_own_with_the_way_in_its_example) {
  LoopbackServer server(Script().at("/start", moved(302, "/a")).at("/a", moved(302, "/b")).at("/b", moved(302, "/a")));
  const auto results = run(scenario_of(server, 2, redirects(5)));
  EXPECT_EQ(server.requests(), 12u);
  EXPECT_EQ(results.totals.total().failures, 2u);
  EXPECT_EQ(results.totals.total().failures_by_kind.of(FailureKind::redirect), 2u);
  ASSERT_EQ(results.failures.size(), 1u);
  EXPECT_EQ(results.failures[0].kind, "redirect");
  EXPECT_EQ(results.failures[0].message, "redirects lead in a circle");
  EXPECT_THAT(results.failures[0].examples.at(0).response_excerpt,
              HasSubstr("1. GET /start: 302, leads to /a\n2. GET /a: 302, leads to /b\n3. GET /b: 302, leads to /a\n"));
  EXPECT_EQ(attempts_of(results.totals.total(), AttemptCause::redirect), 10u);
}

TEST(Redirects, have_an_end) {
  LoopbackServer server([](const ReceivedRequest& request) { return moved(302, request.target + "x"); });
  const auto results = run(scenario_of(server, 1, redirects(3)));
  EXPECT_EQ(server.requests(), 4u);
  ASSERT_EQ(results.failures.size(), 1u);
  EXPECT_EQ(results.failures[0].message, "more than 3 redirects");
}

TEST(Redirects, are_answers_where_nobody_asks_for_them) {
  LoopbackServer server(Script().at("/start", moved(302, "/end")));
  ExchangeRules retries;
  retries.retry.at_most = 1;
  retries.retry.statuses = {503};
  const auto results = run(scenario_of(server, 1, retries));
  EXPECT_EQ(server.requests(), 1u);
  EXPECT_EQ(results.totals.total().failures, 0u);
  ASSERT_EQ(results.odd_answers.size(), 1u);
  EXPECT_EQ(results.odd_answers[0].location, "/end");
}

TEST(Redirects, do_not_leave_the_target_for_places_that_nobody_named) {
  LoopbackServer other(Script().at("/end", Reply::json("{}")));
  LoopbackServer server(Script().at("/start", moved(302, other.url() + "/end")));
  const auto results = run(scenario_of(server, 1, redirects(5)));
  EXPECT_EQ(other.requests(), 0u);
  EXPECT_EQ(other.connections(), 0u);
  ASSERT_EQ(results.failures.size(), 1u);
  EXPECT_EQ(results.failures[0].kind, "redirect");
  EXPECT_EQ(results.failures[0].message,
            "the redirect leads to " + other.url() + ", which `redirects: {to: ...}` does not name");
}

TEST(Redirects, leave_credentials_behind_where_they_lead_to_another_place) {
  LoopbackServer other(Script().at("/end", Reply::json("{}")), keeping());
  LoopbackServer server(Script().at("/start", moved(307, "/next")).at("/next", moved(307, other.url() + "/end")),
                        keeping());
  auto scenario = scenario_of(server, 2, redirects(5, {parse_url(other.url()).value()}));
  scenario.secret_headers = {"x-own-secret"};
  scenario.headers = {
      {"Authorization", "Bearer abc"}, {"Cookie", "session=1"}, {"X-Own-Secret", "s"}, {"X-Plain", "p"}};
  const auto results = run(scenario);
  EXPECT_EQ(results.totals.total().failures, 0u);
  EXPECT_EQ(results.totals.connections.opened, 2u);
  ASSERT_EQ(server.received().size(), 4u);
  for (const auto& request : server.received()) EXPECT_EQ(request.header("authorization"), "Bearer abc");
  ASSERT_EQ(other.received().size(), 2u);
  const auto there = other.received()[1];
  EXPECT_EQ(there.header("authorization"), std::nullopt);
  EXPECT_EQ(there.header("cookie"), std::nullopt);
  EXPECT_EQ(there.header("x-own-secret"), std::nullopt);
  EXPECT_EQ(there.header("x-plain"), "p");
  EXPECT_EQ(there.header("host"), "127.0.0.1:" + std::to_string(other.port()));
}

TEST(Redirects, to_what_http_cannot_follow_are_told) {
  LoopbackServer server(Script().at("/start", moved(302, "mailto:me@example.test")));
  const auto results = run(scenario_of(server, 1, redirects(5)));
  ASSERT_EQ(results.failures.size(), 1u);
  EXPECT_EQ(results.failures[0].message, "the redirect leads to what cannot be followed: mailto:me@example.test");
}

TEST(Redirects, hold_under_an_arrival_rate_too) {
  LoopbackServer server(Script().at("/start", moved(302, "/end")).at("/end", Reply::json("{}")));
  auto scenario = open_scenario({{Nanos(0), 200}, {Nanos(500ms), 200}}, ArrivalRate::Law::constant, 500ms);
  scenario.target.url = parse_url(server.url()).value();
  scenario.tasks[0].steps[0].path = "/start";
  set_rules(scenario, redirects(5));
  const auto total = run(scenario, 2).totals.total();
  EXPECT_EQ(total.requests, 100u);
  EXPECT_EQ(total.failures, 0u);
  EXPECT_EQ(attempts_of(total, AttemptCause::redirect), 100u);
  EXPECT_EQ(server.requests(), 200u);
}

}  // namespace plimsoll::redirect_test
