#include "engine/engine.h"
#include "tests/engine/each_io.h"
#include "tests/engine/load/load_scenarios.h"
#include "tests/support/loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <set>

namespace plimsoll::engine_test {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

Scenario against(const LoopbackServer& server, std::uint32_t users, Wait wait, std::uint64_t requests) {
  auto scenario = closed_scenario(users, 1000, wait, 1h);
  scenario.target.url = parse_url(server.url()).value();
  scenario.load.requests = requests;
  return scenario;
}

struct Finished {
  LoadResults results;
  std::vector<Interval> intervals;
  LoadReading reading;
};

struct EngineRun : EachIo {
  static EngineOptions threads(unsigned count) {
    EngineOptions options;
    options.threads = count;
    options.seed = 11;
    options.io = GetParam();
    return options;
  }

  static Finished run(
      const Scenario& scenario, unsigned thread_count = 1, const std::function<void()>& once_started = [] {}) {
    Finished finished;
    const auto engine = Engine::make(scenario, threads(thread_count)).value();
    engine->start();
    once_started();
    Snapshot totals(0);
    while (auto interval = engine->next_interval()) {
      totals.merge(interval->snapshot);
      finished.intervals.push_back(std::move(*interval));
    }
    finished.reading = engine->load_reading();
    finished.results = engine->finish();
    finished.results.totals.merge(totals);
    return finished;
  }
};
INSTANTIATE_TEST_SUITE_P(, EngineRun, each_io(), name_of_io);

LoopbackServer::Handler always(Reply reply) {
  return [reply = std::move(reply)](const ReceivedRequest&) { return reply; };
}

TEST_P(EngineRun, sends_exactly_the_limit_whatever_the_number_of_threads) {
  for (const unsigned thread_count : {1U, 2U, 3U}) {
    Gate gate;  // no user may use up the limit before the last has come
    LoopbackServer server([gate](const ReceivedRequest&) { return Reply::json("{}").after(gate); });
    const auto finished = run(against(server, 7, NoWait{}, 500), thread_count, [&] {
      server.wait_for_requests(7);
      gate.open();
    });
    EXPECT_EQ(server.requests(), 500u);
    EXPECT_EQ(server.connections(), 7u);
    const auto total = finished.results.totals.total();
    EXPECT_EQ(total.requests, 500u);
    EXPECT_EQ(total.failures, 0u);
    EXPECT_EQ(total.unfinished, 0u);
    EXPECT_EQ(total.response_time.count(), 500u);
    EXPECT_EQ(finished.results.totals.connections.opened, 7u);
    EXPECT_EQ(finished.results.ended_by, EndedBy::requests);
    EXPECT_TRUE(finished.results.ever_connected);
    EXPECT_EQ(finished.results.fault, "");
    EXPECT_GT(finished.results.cpu_seconds.front(), 0);
    EXPECT_EQ(finished.reading.requests_total, 500u);
  }
}

TEST_P(EngineRun, the_intervals_add_up_to_the_totals) {
  LoopbackServer server(always(Reply::json("{}")));
  auto scenario = against(server, 4, ConstantWait{5ms}, 0);
  scenario.load.requests.reset();
  scenario.load.duration = 1500ms;
  scenario.load.warmup = 300ms;
  const auto finished = run(scenario, 2);
  std::uint64_t requests = 0;
  std::uint64_t warmup = 0;
  double length = 0;
  for (const auto& interval : finished.intervals) {
    EXPECT_NEAR(interval.t_s, length, 1e-9);
    EXPECT_EQ(interval.warmup, interval.t_s < 0.3);
    length += interval.length_s;
    requests += interval.snapshot.total().requests;
    warmup += interval.snapshot.warmup.requests;
  }
  EXPECT_EQ(requests, finished.results.totals.total().requests);
  EXPECT_EQ(warmup, finished.results.totals.warmup.requests);
  EXPECT_GT(warmup, 0u);
  EXPECT_EQ(requests + warmup, server.requests());
  EXPECT_EQ(finished.reading.requests_total, server.requests());
  EXPECT_EQ(finished.results.ended_by, EndedBy::duration);
  EXPECT_DOUBLE_EQ(finished.results.duration_s, 1.5);
  EXPECT_TRUE(finished.intervals.front().warmup);
}

TEST_P(EngineRun, replays_every_body_equally_often_over_threads) {
  LoopbackOptions options;
  options.keeps_requests = true;
  LoopbackServer server(always(Reply::json("{}")), options);
  auto scenario = against(server, 6, NoWait{}, 90);
  scenario.tasks[0].steps[0].method = Method::post;
  scenario.tasks[0].steps[0].bodies = bodies({"1", "2", "3"});
  run(scenario, 2);
  std::map<std::string, int> counts;
  for (const auto& request : server.received()) ++counts[request.body];
  EXPECT_THAT(counts, testing::ElementsAre(std::pair("1", 30), std::pair("2", 30), std::pair("3", 30)));
}

TEST_P(EngineRun, failed_checks_are_counted_with_examples) {
  LoopbackServer server([](const ReceivedRequest& request) {
    return request.number_on_connection % 2 == 0 ? Reply::status(500, "no model") : Reply::json(R"({"p": 7})");
  });
  auto scenario = against(server, 1, NoWait{}, 10);
  scenario.headers = {{"x-api-key", "s3cret-42"}};
  scenario.tasks[0].steps[0].checks = {StatusCheck{{200}, {}}, JsonPathCheck{"$.p", JsonPathCheck::Between{0, 1}}};
  const auto results = run(scenario).results;
  EXPECT_EQ(results.totals.total().failures, 10u);
  ASSERT_EQ(results.failures.size(), 2u);
  EXPECT_EQ(results.failures[0].kind, to_string(FailureKind::check));
  EXPECT_EQ(results.failures[0].message, "$.p is not between 0 and 1");
  EXPECT_EQ(results.failures[0].count, 5u);
  EXPECT_THAT(results.failures[0].examples.at(0).response_excerpt, HasSubstr("found: 7"));
  EXPECT_EQ(results.failures[1].message, "status 500, expected 200");
  EXPECT_THAT(results.failures[1].examples.at(0).response_excerpt, HasSubstr("no model"));
  EXPECT_THAT(results.failures[1].examples.at(0).request_excerpt, HasSubstr("x-api-key: [redacted]"));
}

TEST_P(EngineRun, what_no_one_answers_is_unfinished_after_a_stop_at_once) {
  LoopbackServer server(always(Reply::never()));
  auto scenario = against(server, 3, NoWait{}, 1000);
  const auto engine = Engine::make(scenario, threads(2)).value();
  engine->start();
  server.wait_for_requests(3);
  engine->stop_now();
  const auto results = engine->finish();
  EXPECT_EQ(results.totals.total().unfinished, 3u);
  EXPECT_EQ(results.totals.total().requests, 0u);
  EXPECT_EQ(results.ended_by, EndedBy::aborted);
  EXPECT_THAT(results.failures, IsEmpty());
}

TEST_P(EngineRun, a_graceful_stop_counts_what_was_in_flight) {
  Gate gate;
  LoopbackServer server([gate](const ReceivedRequest&) { return Reply::json("{}").after(gate); });
  const auto scenario = against(server, 3, NoWait{}, 1000);
  const auto engine = Engine::make(scenario, threads(2)).value();
  engine->start();
  server.wait_for_requests(3);
  engine->stop_gracefully();
  gate.open();
  const auto results = engine->finish();
  EXPECT_EQ(results.totals.total().requests, server.requests());
  EXPECT_EQ(results.totals.total().unfinished, 0u);
  EXPECT_EQ(results.ended_by, EndedBy::aborted);
}

TEST_P(EngineRun, says_why_nothing_ever_connected) {
  const RefusingPort port;
  auto scenario = closed_scenario(2, 1000, NoWait{}, 1h);
  scenario.target.url = {Url::Scheme::http, "127.0.0.1", port.port(), ""};
  scenario.load.requests = 8;
  const auto results = run(scenario).results;
  EXPECT_FALSE(results.ever_connected);
  EXPECT_THAT(results.first_connect_failure, HasSubstr("refused"));
  const auto total = results.totals.total();
  EXPECT_EQ(total.requests, 8u);
  EXPECT_GE(results.duration_s, 0.7);  // each at 0, 0.1, 0.3 and 0.7 s at the soonest
  EXPECT_EQ(total.failures, total.requests);
  EXPECT_TRUE(total.response_time.empty());
}

TEST_P(EngineRun, more_threads_than_users_and_a_stop_before_anything_was_due) {
  LoopbackServer server(always(Reply::json("{}")));
  auto scenario = against(server, 2, NoWait{}, 20);
  EXPECT_EQ(run(scenario, 5).results.totals.total().requests, 20u);
  const auto engine = Engine::make(scenario, threads(2)).value();
  engine->stop_gracefully();
  engine->start();
  EXPECT_EQ(engine->finish().totals.total().requests, 0u);
}

TEST_P(EngineRun, one_that_is_never_started_or_finished_ends_with_its_owner) {
  LoopbackServer server(always(Reply::json("{}")));
  const auto scenario = against(server, 4, NoWait{}, 1000000000);
  { const auto never_started = Engine::make(scenario, threads(2)).value(); }
  const auto never_finished = Engine::make(scenario, threads(2)).value();
  never_finished->start();
  server.wait_for_requests(10);
}

TEST(Engine, certificates_that_cannot_be_used_are_told_before_the_run) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 1s);
  scenario.target.url = {Url::Scheme::https, "127.0.0.1", 1, ""};
  scenario.target.tls.ca_file = "/nonexistent/ca.pem";
  const auto engine = Engine::make(scenario, EngineOptions());
  ASSERT_TRUE(engine.has_error());
  EXPECT_THAT(engine.error().message, HasSubstr("/nonexistent/ca.pem"));
}

}  // namespace plimsoll::engine_test
