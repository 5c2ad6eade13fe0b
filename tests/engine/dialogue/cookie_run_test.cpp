// A user's cookies over a whole load: each has a jar of its own.

#include "tests/engine/dialogue/dialogue_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>

namespace plimsoll::cookie_run_test {

using namespace dialogue_run;

ExchangeRules with_cookies() {
  ExchangeRules rules;
  rules.cookies = true;
  return rules;
}

// A session for whoever has none.
LoopbackServer::Handler sessions(std::atomic<int>& made) {
  return [&made](const ReceivedRequest& request) {
    if (request.header("cookie")) return Reply::json("{}");
    return Reply::json("{}").header("Set-Cookie", "session=s" + std::to_string(++made) + "; Path=/; HttpOnly");
  };
}

TEST(CookieRun, each_user_has_a_session_of_its_own) {
  std::atomic<int> made{0};
  LoopbackServer server(sessions(made), keeping());
  const auto results = run(scenario_of(server, 40, with_cookies(), 4), 2);
  EXPECT_EQ(results.totals.total().failures, 0u);
  EXPECT_GE(server.connections(), 1u);  // whoever came before all was sent: one each
  EXPECT_EQ(static_cast<unsigned>(made), server.connections());
  std::map<std::uint64_t, std::set<std::string>> by_connection;
  for (const auto& request : server.received())
    if (const auto cookie = request.header("cookie")) by_connection[request.connection].insert(*cookie);
  for (const auto& [connection, cookies] : by_connection) EXPECT_EQ(cookies.size(), 1u) << connection;
}

TEST(CookieRun, cookies_that_the_scenario_gives_are_sent_beside_them) {
  std::atomic<int> made{0};
  LoopbackServer server(
      [&](const ReceivedRequest&) { return Reply::json("{}").header("Set-Cookie", "n=" + std::to_string(++made)); },
      keeping());
  auto scenario = scenario_of(server, 3, with_cookies());
  scenario.headers = {{"Cookie", "given=1"}};
  run(scenario);
  EXPECT_EQ(server.received()[0].header("cookie"), "given=1");
  EXPECT_EQ(server.received()[1].header("cookie"), "given=1; n=1");
  EXPECT_EQ(server.received()[2].header("cookie"), "given=1; n=2");
}

TEST(CookieRun, an_arrival_is_nobody_who_came_before) {
  std::atomic<int> made{0};
  LoopbackServer server(sessions(made), keeping());
  auto scenario = open_scenario({{Nanos(0), 100}, {Nanos(200ms), 100}}, ArrivalRate::Law::constant, 200ms);
  scenario.target.url = parse_url(server.url()).value();
  set_rules(scenario, with_cookies());
  const auto total = run(scenario).totals.total();
  EXPECT_EQ(static_cast<std::uint64_t>(made.load()), total.requests);
}

TEST(CookieRun, another_domains_are_refused_and_counted) {
  LoopbackServer server(
      [](const ReceivedRequest&) {
        return Reply::json("{}").header("Set-Cookie", "a=1; Domain=bank.test").header("Set-Cookie", "b=2");
      },
      keeping());
  const auto results = run(scenario_of(server, 5, with_cookies()));
  EXPECT_EQ(results.totals.total().attempts.tally.refused_cookies, 5u);
  EXPECT_EQ(server.received()[4].header("cookie"), "b=2");
}

TEST(CookieRun, a_login_that_redirects_is_followed_with_its_cookie) {
  LoopbackServer server(
      [](const ReceivedRequest& request) {
        if (request.header("cookie") == "session=1") return Reply::json("{}");
        return Reply::status(302).header("Location", "/start").header("Set-Cookie", "session=1; Path=/");
      },
      keeping());
  auto rules = with_cookies();
  rules.redirects.at_most = 5;
  const auto total = run(scenario_of(server, 3, rules)).totals.total();
  EXPECT_EQ(total.failures, 0u);
  EXPECT_EQ(server.requests(), 4u);
}

TEST(CookieRun, nothing_is_kept_where_nobody_asks_for_it) {
  std::atomic<int> made{0};
  LoopbackServer server(sessions(made), keeping());
  run(scenario_of(server, 5, redirects(1)));
  EXPECT_EQ(made, 5);
}

}  // namespace plimsoll::cookie_run_test
