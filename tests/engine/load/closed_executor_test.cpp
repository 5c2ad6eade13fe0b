#include "engine/load/closed_executor.h"
#include "tests/engine/load/load_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace plimsoll::closed_executor_test {

using namespace std::chrono_literals;
using testing::DoubleNear;
using testing::Each;
using testing::ElementsAre;

constexpr Instant kStart = VirtualClock::kStart;

FakeTransport::Script answers_after(Nanos latency) {
  return [latency](const FakeArrival&) {
    FakeAnswer answer;
    answer.latency = latency;
    return answer;
  };
}

FakeTransport::Script refuses() {
  return [](const FakeArrival&) {
    FakeAnswer answer;
    answer.latency = 50us;
    answer.failure = FailureKind::connect;
    answer.failure_message = "connection refused";
    return answer;
  };
}

TEST(ClosedExecutor, spawns_users_evenly_the_first_at_zero) {
  ClosedRun run(closed_scenario(4, 3, ConstantWait{1h}, 10s), answers_after(1ms));
  run.run();
  std::vector<std::int64_t> nanos;
  for (const auto& arrival : run.arrivals()) nanos.push_back((arrival.at - kStart).count());
  EXPECT_THAT(nanos, ElementsAre(0, 333333333, 666666667, 1000000000));
}

TEST(ClosedExecutor, spawns_no_user_at_the_end_of_the_duration_or_after) {
  ClosedRun run(closed_scenario(100, 1, ConstantWait{1h}, 3s), answers_after(1ms));
  run.run();
  EXPECT_EQ(run.total().requests, 3u);
}

TEST(ClosedExecutor, waits_from_the_end_of_a_task_to_the_start_of_the_next) {
  ClosedRun run(closed_scenario(1, 1, ConstantWait{2s}, 10s), answers_after(500ms));
  run.run();
  EXPECT_THAT(run.seconds_of(0), ElementsAre(0, 2.5, 5, 7.5));
  EXPECT_EQ(run.total().response_time.maximum(), 500ms);
}

TEST(ClosedExecutor, lasts_the_whole_duration_even_if_nothing_is_due_before_its_end) {
  ClosedRun run(closed_scenario(1, 1, ConstantWait{1h}, 10s), answers_after(1ms));
  run.run();
  EXPECT_EQ(run.ended_at(), kStart + 10s);
}

TEST(ClosedExecutor, pacing_counts_from_start_to_start) {
  ClosedRun run(closed_scenario(1, 1, Pacing{2s}, 7s), answers_after(500ms));
  run.run();
  EXPECT_THAT(run.seconds_of(0), ElementsAre(0, 2, 4, 6));
}

TEST(ClosedExecutor, throughput_is_a_pacing) {
  ClosedRun run(closed_scenario(1, 1, ThroughputWait{0.5}, 7s), answers_after(500ms));
  run.run();
  EXPECT_THAT(run.seconds_of(0), ElementsAre(0, 2, 4, 6));
}

TEST(ClosedExecutor, an_overrun_pacing_stays_due_at_its_planned_instants) {
  // Due at 0, 1, 2, 3, 4; the first answer takes 2.5 s, each other one 0.25 s.
  ClosedRun run(closed_scenario(1, 1, Pacing{1s}, 4500ms), [](const FakeArrival& arrival) {
    FakeAnswer answer;
    answer.latency = arrival.at == kStart ? 2500ms : 250ms;
    return answer;
  });
  run.run();
  EXPECT_THAT(run.seconds_of(0), ElementsAre(0, 2.5, 2.75, 3, 4));
  const auto times = run.total().response_time;
  EXPECT_EQ(times.count(), 5u);
  EXPECT_EQ(times.maximum(), 2500ms);
  EXPECT_EQ(times.minimum(), 250ms);
  EXPECT_NEAR(times.mean_seconds(), (2.5 + 1.75 + 1.0 + 0.25 + 0.25) / 5, 1e-9);
  EXPECT_NEAR(run.total().service_time.mean_seconds(), (2.5 + 4 * 0.25) / 5, 1e-9);
}

TEST(ClosedExecutor, connecting_lies_between_due_and_sent) {
  ClosedRun run(closed_scenario(1, 1, ConstantWait{1s}, 500ms), answers_after(100ms));
  run.transport().set_connect_time(30ms);
  run.run();
  EXPECT_EQ(run.total().response_time.maximum(), 130ms);
  EXPECT_EQ(run.total().service_time.maximum(), 100ms);
  EXPECT_EQ(run.snapshot().connections.opened, 1u);
  EXPECT_EQ(run.snapshot().connections.connect_time.maximum(), 30ms);
}

TEST(ClosedExecutor, sends_the_steps_of_a_task_in_order_without_a_wait_between) {
  auto scenario = closed_scenario(1, 1, ConstantWait{3s}, 4s);
  scenario.tasks = {task_of("images", 1, {get_request("one"), get_request("two"), get_request("three")})};
  ClosedRun run(scenario, answers_after(250ms));
  run.run();
  EXPECT_THAT(run.seconds_of(0), ElementsAre(0, 0.25, 0.5, 3.75));
  for (const auto& stats : run.snapshot().by_request) EXPECT_EQ(stats.response_time.maximum(), 250ms);
  EXPECT_EQ(run.snapshot().by_request[0].requests, 2u);
  EXPECT_EQ(run.snapshot().by_request[1].requests, 1u);  // the end came before the second one was due
}

TEST(ClosedExecutor, goes_on_to_the_next_step_after_a_failed_one) {
  auto scenario = closed_scenario(1, 1, ConstantWait{1h}, 4s);
  scenario.tasks = {task_of("both", 1, {get_request("one"), get_request("two")})};
  ClosedRun run(scenario, [](const FakeArrival& arrival) {
    FakeAnswer answer;
    answer.status = arrival.request->name_index == 0 ? 500 : 200;
    return answer;
  });
  run.run();
  EXPECT_EQ(run.snapshot().by_request[0].failures, 1u);
  EXPECT_EQ(run.snapshot().by_request[1].requests, 1u);
  EXPECT_EQ(run.snapshot().by_request[1].failures, 0u);
}

TEST(ClosedExecutor, a_task_has_its_own_wait_instead_of_the_loads) {
  auto scenario = closed_scenario(1, 1, ConstantWait{1h}, 4s);
  scenario.tasks[0].wait = ConstantWait{1s};
  ClosedRun run(scenario, answers_after(500ms));
  run.run();
  EXPECT_THAT(run.seconds_of(0), ElementsAre(0, 1.5, 3));
}

TEST(ClosedExecutor, each_user_keeps_its_own_connection) {
  ClosedRun run(closed_scenario(5, 5, ConstantWait{100ms}, 10s), answers_after(10ms));
  run.run();
  EXPECT_GT(run.total().requests, 400u);
  EXPECT_EQ(run.snapshot().connections.opened, 5u);
}

TEST(ClosedExecutor, counts_what_is_due_in_the_warm_up_apart) {
  auto scenario = closed_scenario(1, 1, Pacing{1s}, 10s);
  scenario.load.warmup = 3s;
  // Due at 2 s, in the warm-up, although it ends after it; every second request fails.
  ClosedRun run(scenario, [](const FakeArrival& arrival) {
    FakeAnswer answer;
    answer.latency = 900ms;
    answer.status = (arrival.at - kStart) / 1s % 2 == 0 ? 503 : 200;
    return answer;
  });
  run.run();
  EXPECT_EQ(run.snapshot().warmup.requests, 3u);
  EXPECT_EQ(run.snapshot().warmup.failures, 2u);
  EXPECT_EQ(run.total().requests, 7u);
  EXPECT_EQ(run.total().failures, 3u);
  EXPECT_EQ(run.total().response_time.count(), 7u);
}

TEST(ClosedExecutor, what_ends_within_the_graceful_stop_is_counted) {
  auto scenario = closed_scenario(3, 1, NoWait{}, 5s);
  scenario.load.graceful_stop = 10s;
  ClosedRun run(scenario, answers_after(12s));
  run.run();
  // Sent at 0, 1 and 2 s, ended at 12, 13 and 14 s; the graceful stop ends at 15 s.
  EXPECT_EQ(run.total().requests, 3u);
  EXPECT_EQ(run.total().unfinished, 0u);
  EXPECT_EQ(run.ended_at(), kStart + 14s);
}

TEST(ClosedExecutor, what_is_in_flight_after_the_graceful_stop_is_unfinished) {
  auto scenario = closed_scenario(3, 1, NoWait{}, 5s);
  scenario.load.graceful_stop = 8500ms;
  ClosedRun run(scenario, answers_after(12s));
  run.run();
  EXPECT_EQ(run.total().requests, 2u);
  EXPECT_EQ(run.total().unfinished, 1u);
  EXPECT_EQ(run.total().failures, 0u);
  EXPECT_EQ(run.ended_at(), kStart + 13500ms);
  EXPECT_EQ(run.counters().in_flight.load(), 0u);
  EXPECT_EQ(run.counters().active_users.load(), 0u);
}

TEST(ClosedExecutor, a_graceful_stop_lets_in_flight_requests_finish) {
  ClosedRun run(closed_scenario(3, 1, NoWait{}, 1h), answers_after(4s));
  run.clock().at(kStart + 2500ms, [&] { run.timekeeper().stop_gracefully(); });
  run.run();
  EXPECT_EQ(run.total().requests, 3u);
  EXPECT_EQ(run.total().unfinished, 0u);
  EXPECT_EQ(run.ended_at(), kStart + 6s);
}

TEST(ClosedExecutor, a_graceful_stop_wakes_those_who_wait) {
  ClosedRun run(closed_scenario(100, 1, ConstantWait{1h}, 24h), answers_after(1ms));
  run.clock().at(kStart + 2500ms, [&] { run.timekeeper().stop_gracefully(); });
  run.run();
  EXPECT_EQ(run.total().requests, 3u);
  EXPECT_EQ(run.ended_at(), kStart + 2500ms);
}

TEST(ClosedExecutor, a_stop_at_once_ends_requests_as_unfinished) {
  ClosedRun run(closed_scenario(3, 1, NoWait{}, 1h), answers_after(4s));
  run.clock().at(kStart + 2500ms, [&] { run.timekeeper().stop_gracefully(); });
  run.clock().at(kStart + 4500ms, [&] { run.timekeeper().stop_now(); });
  run.run();
  EXPECT_EQ(run.total().requests, 1u);
  EXPECT_EQ(run.total().unfinished, 2u);
  EXPECT_EQ(run.ended_at(), kStart + 4500ms);
}

TEST(ClosedExecutor, one_that_still_connects_at_the_end_is_unfinished) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 1s);
  scenario.load.graceful_stop = 1s;
  ClosedRun run(scenario, answers_after(1ms));
  run.transport().set_connect_time(1h);
  run.run();
  EXPECT_EQ(run.total().unfinished, 1u);
  EXPECT_EQ(run.total().requests, 0u);
  EXPECT_EQ(run.transport().sent(), 0u);
}

TEST(ClosedExecutor, a_stop_before_the_start_sends_nothing) {
  ClosedRun run(closed_scenario(3, 1, NoWait{}, 1h), answers_after(4s));
  run.timekeeper().stop_gracefully();
  run.run();
  EXPECT_EQ(run.transport().sent(), 0u);
  EXPECT_EQ(run.ended_at(), kStart);
}

TEST(ClosedExecutor, sends_exactly_as_many_requests_as_the_limit_says) {
  for (const unsigned shards : {1u, 2u, 3u}) {
    auto scenario = closed_scenario(7, 100, NoWait{}, 1h);
    scenario.load.requests = 1000;
    ClosedRun run(scenario, answers_after(10ms), shards);
    run.run();
    EXPECT_EQ(run.transport().sent(), 1000u);
    EXPECT_EQ(run.total().requests, 1000u);
    EXPECT_LT(run.ended_at(), kStart + 2s);
  }
}

TEST(ClosedExecutor, ends_with_the_last_of_the_limit_though_users_wait_long) {
  auto scenario = closed_scenario(3, 1, ConstantWait{1h}, 24h);
  scenario.load.requests = 2;
  ClosedRun run(scenario, answers_after(10ms));
  run.run();
  EXPECT_EQ(run.transport().sent(), 2u);
  EXPECT_EQ(run.ended_at(), kStart + 1010ms);
}

TEST(ClosedExecutor, requests_of_the_limit_may_take_longer_than_the_graceful_stop) {
  auto scenario = closed_scenario(2, 10, NoWait{}, 1h);
  scenario.load.requests = 3;
  scenario.load.graceful_stop = 1s;
  ClosedRun run(scenario, answers_after(20s));
  run.run();
  EXPECT_EQ(run.total().requests, 3u);
  EXPECT_EQ(run.total().unfinished, 0u);
}

TEST(ClosedExecutor, backs_off_where_the_connection_is_refused) {
  ClosedRun run(closed_scenario(1, 1, NoWait{}, 10s), refuses());
  run.run();
  const auto at = run.seconds_of(0);
  // After 0.1, 0.2, 0.4, 0.8 and then 1 s each.
  ASSERT_EQ(at.size(), 13u);
  EXPECT_NEAR(at[1] - at[0], 0.1, 0.001);
  EXPECT_NEAR(at[4] - at[3], 0.8, 0.001);
  EXPECT_NEAR(at[12] - at[11], 1, 0.001);
  EXPECT_EQ(run.total().requests, 13u);
  EXPECT_EQ(run.total().failures, 13u);
  EXPECT_TRUE(run.total().response_time.empty());
  EXPECT_EQ(run.snapshot().connections.failed, 13u);
}

TEST(ClosedExecutor, does_not_back_off_where_the_wait_is_longer) {
  ClosedRun run(closed_scenario(1, 1, ConstantWait{2s}, 7s), refuses());
  run.run();
  EXPECT_THAT(run.seconds_of(0), ElementsAre(0, DoubleNear(2, 0.001), DoubleNear(4, 0.001), DoubleNear(6, 0.001)));
}

TEST(ClosedExecutor, a_connection_that_works_again_ends_the_back_off) {
  ClosedRun run(closed_scenario(1, 1, NoWait{}, 3s), [](const FakeArrival& arrival) {
    FakeAnswer answer;
    answer.latency = 100ms;
    if (arrival.at < kStart + 1s) answer.failure = FailureKind::connect;
    return answer;
  });
  run.run();
  const auto at = run.seconds_of(0);
  EXPECT_THAT(std::vector(at.begin(), at.begin() + 3), ElementsAre(0, 0.2, 0.5));
  EXPECT_NEAR(at.back() - at[at.size() - 2], 0.1, 1e-6);
}

TEST(ClosedExecutor, a_user_that_wakes_late_by_our_own_fault_is_counted) {
  ClosedRun on_time(closed_scenario(1, 1, ConstantWait{1s}, 10s), answers_after(1ms));
  on_time.clock().set_oversleep(9ms);
  on_time.run();
  EXPECT_EQ(on_time.total().late, 0u);
  ClosedRun late(closed_scenario(1, 1, ConstantWait{1s}, 10s), answers_after(1ms));
  late.clock().set_oversleep(11ms);
  late.run();
  EXPECT_GT(late.total().requests, 5u);
  EXPECT_EQ(late.total().late, late.total().requests - 1);  // the first was spawned without a sleep
  // Sent late, answered 1 ms after that, late again: all of it is response time.
  EXPECT_EQ(late.total().response_time.maximum(), 11ms + 12ms);
}

TEST(ClosedExecutor, an_overrun_pacing_is_not_our_fault) {
  ClosedRun run(closed_scenario(1, 1, Pacing{1s}, 10s), answers_after(2s));
  run.run();
  EXPECT_EQ(run.total().late, 0u);
}

TEST(ClosedExecutor, tells_how_many_users_and_requests_there_are) {
  ClosedRun run(closed_scenario(10, 1, ConstantWait{1s}, 20s), answers_after(1s));
  std::uint32_t active = 0;
  std::uint32_t in_flight = 0;
  run.clock().at(kStart + 3500ms, [&] {
    active = run.counters().active_users.load();
    in_flight = run.counters().in_flight.load();
  });
  run.run();
  EXPECT_EQ(active, 4u);     // spawned at 0, 1, 2 and 3 s
  EXPECT_EQ(in_flight, 2u);  // of the users of 1 and 3 s
  EXPECT_EQ(run.counters().requests_by_name[0].load(), run.total().requests);
}

std::vector<std::size_t> names_sent(std::uint64_t seed, unsigned shards) {
  auto scenario = closed_scenario(5, 10, UniformWait{10ms, 300ms}, 60s);
  scenario.tasks = {task_of("a", 1, {get_request("a")}), task_of("b", 2, {get_request("b")}),
                    task_of("c", 3, {get_request("c")})};
  ClosedRun run(scenario, answers_after(5ms), shards, seed);
  run.run();
  std::vector<std::size_t> names;
  for (const auto& arrival : run.arrivals()) names.push_back(arrival.request->name_index);
  return names;
}

TEST(ClosedExecutor, the_same_seed_gives_the_same_run) {
  EXPECT_EQ(names_sent(7, 1), names_sent(7, 1));
  EXPECT_NE(names_sent(7, 1), names_sent(8, 1));
}

TEST(ClosedExecutor, the_run_is_the_same_whatever_the_number_of_shards) {
  EXPECT_GT(names_sent(7, 1).size(), 1000u);
  EXPECT_EQ(names_sent(7, 1), names_sent(7, 2));
  EXPECT_EQ(names_sent(7, 1), names_sent(7, 4));
}

TEST(ClosedExecutor, a_shard_without_users_ends) {
  ClosedRun run(closed_scenario(2, 10, ConstantWait{1s}, 5s), answers_after(5ms), 4);
  run.run();
  EXPECT_EQ(run.total().requests, 10u);
}

TEST(ClosedExecutor, a_bug_is_told_when_everybody_has_ended) {
  ClosedRun run(closed_scenario(3, 1, ConstantWait{1s}, 10s), [](const FakeArrival& arrival) {
    if (arrival.channel == 1 && arrival.at > kStart + 3s) throw std::logic_error("a bug");
    return FakeAnswer();
  });
  EXPECT_THROW(run.run(), std::logic_error);
  EXPECT_EQ(run.ended_at(), kStart + 10s);
  EXPECT_EQ(run.counters().active_users.load(), 0u);
}

}  // namespace plimsoll::closed_executor_test
