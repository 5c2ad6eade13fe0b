// Attempts that are made again: counted one by one, and one request to who waits for the answer.

#include "tests/engine/dialogue/dialogue_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

namespace plimsoll::retry_test {

using namespace dialogue_run;
using testing::HasSubstr;

ExchangeRules retries(std::uint32_t at_most) {
  ExchangeRules rules;
  rules.retry.at_most = at_most;
  rules.retry.statuses = {429, 503};
  rules.retry.shortest = rules.retry.longest = 2ms;
  return rules;
}

// Each third answer is good.
LoopbackServer::Handler third_time_lucky(std::atomic<int>& count) {
  return [&count](const ReceivedRequest&) { return ++count % 3 == 0 ? Reply::json("{}") : Reply::status(503, "busy"); };
}

TEST(Retries, are_attempts_of_one_request) {
  std::atomic<int> count{0};
  LoopbackServer server(third_time_lucky(count));
  const auto results = run(scenario_of(server, 20, retries(3)));
  const auto total = results.totals.total();
  EXPECT_EQ(server.requests(), 60u);
  EXPECT_EQ(total.requests, 20u);
  EXPECT_EQ(total.failures, 0u);
  EXPECT_EQ(total.statuses.of(200), 20u);
  EXPECT_EQ(total.statuses.of(503), 0u);
  EXPECT_EQ(attempts_of(total, AttemptCause::first), 20u);
  EXPECT_EQ(attempts_of(total, AttemptCause::retry), 40u);
  EXPECT_EQ(total.attempts.tally.by_class[5], 40u);
  EXPECT_EQ(total.attempts.tally.all(), server.requests());
  EXPECT_GT(total.attempts.tally.paused_seconds, 0);
  EXPECT_LE(total.attempts.tally.paused_seconds, total.response_time.mean_seconds() * 20);
  EXPECT_EQ(results.totals.connections.opened, 1u);
}

TEST(Retries, end_with_the_last_answer) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::status(503, "busy"); });
  const auto results = run(scenario_of(server, 4, retries(2)));
  EXPECT_EQ(server.requests(), 12u);
  EXPECT_EQ(results.totals.total().failures, 4u);
  EXPECT_EQ(results.totals.total().statuses.of(503), 4u);
  ASSERT_EQ(results.failures.size(), 1u);
  EXPECT_EQ(results.failures[0].kind, "status");
  const auto example = results.failures[0].examples.at(0).response_excerpt;
  EXPECT_THAT(example, HasSubstr("1. GET /start: 503, again after "));
  EXPECT_THAT(example, HasSubstr("\n3. GET /start: 503\n"));
}

TEST(Retries, are_not_of_what_is_not_named) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::status(500); });
  const auto results = run(scenario_of(server, 3, retries(5)));
  EXPECT_EQ(server.requests(), 3u);
  EXPECT_EQ(results.totals.total().attempts.tally.all(), 3u);
}

TEST(Retries, wait_as_long_as_the_answer_asks_for) {
  std::atomic<int> count{0};
  LoopbackServer server([&](const ReceivedRequest&) {
    return ++count == 1 ? Reply::status(429).header("Retry-After", "1") : Reply::json("{}");
  });
  auto rules = retries(3);
  rules.retry.heeds_retry_after = true;
  const auto total = run(scenario_of(server, 1, rules)).totals.total();
  EXPECT_EQ(total.failures, 0u);
  EXPECT_GE(total.response_time.minimum(), Nanos(1s));
  EXPECT_GE(total.attempts.tally.paused_seconds, 1.0);
}

TEST(Retries, take_an_absurd_retry_after_for_none) {
  std::atomic<int> count{0};
  LoopbackServer server([&](const ReceivedRequest&) {
    return ++count % 2 == 1 ? Reply::status(429).header("Retry-After", "-99999999999999999999 soon")
                            : Reply::json("{}");
  });
  auto rules = retries(3);
  rules.retry.heeds_retry_after = true;
  EXPECT_EQ(run(scenario_of(server, 5, rules)).totals.total().failures, 0u);
}

TEST(Retries, may_be_of_connections_that_are_lost) {
  std::atomic<int> count{0};
  LoopbackServer server([&](const ReceivedRequest&) { return ++count % 2 == 1 ? Reply::reset() : Reply::json("{}"); });
  auto rules = retries(3);
  rules.retry.on_lost = true;
  const auto results = run(scenario_of(server, 5, rules));
  EXPECT_EQ(results.totals.total().failures, 0u);
  EXPECT_EQ(attempts_of(results.totals.total(), AttemptCause::retry), 5u);
  EXPECT_EQ(results.totals.total().attempts.tally.by_class[0], 5u);
  EXPECT_EQ(results.totals.connections.opened, server.connections());
}

TEST(Retries, may_be_of_connections_that_are_refused) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  auto rules = retries(2);
  rules.retry.on_connect = true;
  const auto scenario = scenario_of(server, 2, rules);
  server.stop();
  const auto results = run(scenario);
  EXPECT_EQ(results.totals.total().failures_by_kind.of(FailureKind::connect), 2u);
  EXPECT_EQ(results.totals.total().attempts.tally.all(), 6u);
  EXPECT_EQ(results.totals.connections.failed, 6u);
}

TEST(Retries, hold_their_lane_under_an_arrival_rate) {
  std::atomic<int> count{0};
  LoopbackServer server(third_time_lucky(count));
  auto scenario = open_scenario({{Nanos(0), 100}, {Nanos(1s), 100}}, ArrivalRate::Law::constant, 1s, 1);
  scenario.target.url = parse_url(server.url()).value();
  auto rules = retries(5);
  rules.retry.shortest = rules.retry.longest = 40ms;
  set_rules(scenario, rules);
  const auto total = run(scenario).totals.total();
  EXPECT_EQ(total.requests + total.dropped, 100u);
  EXPECT_GT(total.dropped, 0u);
  EXPECT_EQ(total.attempts.tally.all(), server.requests());
}

TEST(Retries, are_ended_with_the_load) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::status(503); });
  auto rules = retries(20);
  rules.retry.shortest = rules.retry.longest = 1h;
  auto scenario = scenario_of(server, 1, rules);
  EngineOptions options;
  options.seed = 11;
  const auto engine = Engine::make(scenario, options).value();
  engine->start();
  server.wait_for_requests(1);
  engine->stop_now();
  const auto results = engine->finish();
  EXPECT_EQ(results.totals.total().unfinished, 1u);
  EXPECT_EQ(results.totals.total().requests, 0u);
  EXPECT_EQ(results.totals.connections.opened, 1u);
}

}  // namespace plimsoll::retry_test
