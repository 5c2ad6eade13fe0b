#include "engine/load/open_executor.h"
#include "tests/engine/load/load_run.h"
#include "tests/support/temp_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>

namespace plimsoll::open_executor_test {

using namespace std::chrono_literals;
using testing::ElementsAre;

constexpr auto kStart = VirtualClock::kStart;
constexpr auto kConstant = ArrivalRate::Law::constant;
constexpr auto kPoisson = ArrivalRate::Law::poisson;

FakeAnswer at_once(const FakeArrival&) { return {}; }

TEST(OpenExecutor, starts_each_arrival_when_it_is_due) {
  OpenRun run(open_scenario({{0s, 4}}, kConstant, 2s), at_once);
  run.run();
  EXPECT_THAT(run.seconds(), ElementsAre(0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 1.75));
  EXPECT_EQ(run.results().planned, 8u);
  EXPECT_EQ(run.total().requests, 8u);
  EXPECT_EQ(run.ended_at(), kStart + 2s);
}

TEST(OpenExecutor, never_waits_for_an_answer) {
  OpenRun run(open_scenario({{0s, 10}}, kConstant, 3s), [](const FakeArrival&) {
    FakeAnswer answer;
    answer.latency = 2s;
    return answer;
  });
  run.run();
  EXPECT_EQ(run.total().requests, 30u);
  EXPECT_EQ(run.total().response_time.minimum(), 2s);
  EXPECT_EQ(run.total().response_time.maximum(), 2s);
  EXPECT_EQ(run.ended_at(), kStart + 4900ms);
}

TEST(OpenExecutor, drops_what_is_above_the_cap_and_uses_no_more_connections) {
  OpenRun run(open_scenario({{0s, 10}}, kConstant, 2s, 5), [](const FakeArrival&) {
    FakeAnswer answer;
    answer.latency = 1s;
    return answer;
  });
  run.run();
  EXPECT_EQ(run.total().requests, 10u);  // five at a time, a second each
  EXPECT_EQ(run.total().dropped, 10u);
  EXPECT_EQ(run.results().planned, 20u);
  EXPECT_EQ(run.results().dropped_while_late, 0u);
  std::size_t channels = 0;
  for (const auto& arrival : run.arrivals()) channels = std::max(channels, arrival.channel + 1);
  EXPECT_EQ(channels, 5u);
}

TEST(OpenExecutor, keeps_to_few_connections_where_few_are_in_flight) {
  OpenRun run(open_scenario({{0s, 100}}, kConstant, 10s), at_once);
  run.run();
  EXPECT_EQ(run.total().requests, 1000u);
  for (const auto& arrival : run.arrivals()) EXPECT_EQ(arrival.channel, 0u);
}

TEST(OpenExecutor, tells_what_started_late) {
  OpenRun run(open_scenario({{0s, 100}}, kConstant, 1s), at_once);
  run.clock().set_oversleep(15ms);
  run.run();
  EXPECT_GT(run.total().late, 40u);
  EXPECT_EQ(run.total().requests + run.total().dropped, 100u);
  EXPECT_GE(run.lateness().maximum(), 15ms);
}

TEST(OpenExecutor, starts_what_is_due_right_before_the_end_even_if_it_wakes_right_behind_it) {
  OpenRun run(open_scenario({{0s, 100}}, kConstant, 1s - 9999us), at_once);
  run.clock().set_oversleep(50us);
  run.run();
  EXPECT_EQ(run.total().requests, 100u);
  EXPECT_EQ(run.results().never_started, 0u);
}

TEST(OpenExecutor, counts_what_never_started_because_it_was_behind) {
  OpenRun run(open_scenario({{0s, 100}}, kConstant, 1s), at_once);
  run.clock().set_oversleep(10s);
  run.run();
  EXPECT_EQ(run.results().planned, 100u);
  EXPECT_EQ(run.total().requests + run.total().dropped, 100u);
  EXPECT_EQ(run.results().never_started, run.total().dropped);
  EXPECT_GT(run.results().never_started, 90u);
}

TEST(OpenExecutor, counts_the_warm_up_apart_and_every_arrival_once) {
  auto scenario = open_scenario({{0s, 20}}, kConstant, 4s, 3);
  scenario.load.warmup = 1s;
  scenario.load.graceful_stop = 100ms;
  OpenRun run(scenario, [](const FakeArrival& arrival) {
    FakeAnswer answer;
    answer.latency = arrival.at > kStart + 3500ms ? 10s : 300ms;
    return answer;
  });
  run.run();
  const auto total = run.total();
  const auto& warmup = run.snapshot().warmup;
  EXPECT_EQ(run.results().planned, 80u);
  EXPECT_EQ(total.unfinished, 3u);
  EXPECT_GT(warmup.requests, 0u);
  EXPECT_GT(warmup.dropped, 0u);
  EXPECT_EQ(total.requests + total.unfinished + total.dropped + warmup.requests + warmup.dropped, 80u);
}

TEST(OpenExecutor, plans_the_same_whatever_the_number_of_shards) {
  auto scenario = open_scenario({{10s, 50}, {10s, 50}}, kPoisson, 20s);
  auto post = get_request("post");
  post.bodies = bodies({"1", "2", "3"});
  scenario.tasks = {task_of("get", 1, {get_request("get")}), task_of("post", 2, {post})};
  const auto sent_with = [&](unsigned shards) {
    OpenRun run(scenario, at_once, shards, 7);
    run.run();
    std::vector<std::string> sent;
    for (const auto& arrival : run.arrivals())
      sent.push_back(std::to_string((arrival.at - kStart).count()) + " " + arrival.request->body_label);
    std::sort(sent.begin(), sent.end());
    return sent;
  };
  const auto alone = sent_with(1);
  EXPECT_GT(alone.size(), 600u);
  EXPECT_EQ(alone, sent_with(2));
  EXPECT_EQ(alone, sent_with(3));
}

TEST(OpenExecutor, replays_bodies_in_the_order_of_the_arrivals) {
  auto scenario = open_scenario({{0s, 10}}, kConstant, 600ms);
  auto post = get_request("post");
  post.bodies = bodies({"1", "2", "3"});
  scenario.tasks = {task_of("post", 1, {post})};
  OpenRun run(scenario, at_once, 2);
  run.run();
  std::vector<std::string> labels;
  for (const auto& arrival : run.arrivals()) labels.push_back(arrival.request->body_label);
  EXPECT_THAT(labels, ElementsAre("1.json", "2.json", "3.json", "1.json", "2.json", "3.json"));
}

TEST(OpenExecutor, takes_the_steps_of_a_task_one_after_the_other) {
  auto scenario = open_scenario({{0s, 1}}, kConstant, 2s);
  scenario.tasks = {task_of("both", 1, {get_request("first"), get_request("second")})};
  OpenRun run(scenario, [](const FakeArrival&) {
    FakeAnswer answer;
    answer.latency = 200ms;
    return answer;
  });
  run.run();
  EXPECT_THAT(run.seconds(), ElementsAre(0, 0.2, 1, 1.2));
  EXPECT_EQ(run.total().response_time.maximum(), 200ms);
  EXPECT_EQ(run.results().planned, 4u);
}

TEST(OpenExecutor, stops_at_the_request_limit) {
  auto scenario = open_scenario({{0s, 100}}, kConstant, 1min);
  scenario.load.requests = 25;
  OpenRun run(scenario, at_once, 2);
  run.run();
  EXPECT_EQ(run.total().requests, 25u);
  EXPECT_EQ(run.results().planned, 25u);
}

TEST(OpenExecutor, changes_its_rate_and_pauses_while_it_runs) {
  OpenRun run(open_scenario({{0s, 10}}, kConstant, 4s), at_once, 2);
  run.clock().at(kStart + 990ms, [&run] {
    for (std::size_t shard : {0, 1}) run.executor(shard).set_rate(100, kStart + 1s);
  });
  run.clock().at(kStart + 1995ms, [&run] {
    for (std::size_t shard : {0, 1}) run.executor(shard).set_paused(true);
  });
  run.clock().at(kStart + 2995ms, [&run] {
    for (std::size_t shard : {0, 1}) run.executor(shard).set_paused(false);
  });
  run.run();
  EXPECT_EQ(run.total().requests, 10u + 100u + 100u);
  EXPECT_EQ(run.results().planned, 210u);
}

// One-sample Kolmogorov-Smirnov against exponential gaps of mean 1, at 1 %.
TEST(OpenExecutor, poisson_arrivals_are_poisson_on_a_ramp_too) {
  OpenRun run(open_scenario({{100s, 40}}, kPoisson, 100s), at_once);
  run.run();
  const StagePlan plan({{100s, 40}});
  std::vector<double> gaps;
  double before = 0;
  for (const double second : run.seconds()) {
    const double expected = plan.arrivals_until(from_seconds(second));
    gaps.push_back(1 - std::exp(-(expected - before)));
    before = expected;
  }
  std::sort(gaps.begin(), gaps.end());
  const auto n = static_cast<double>(gaps.size());
  EXPECT_NEAR(n, 2000, 4 * std::sqrt(2000.0));
  double distance = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i)
    distance = std::max(
        {distance, std::abs(gaps[i] - static_cast<double>(i) / n), std::abs(gaps[i] - static_cast<double>(i + 1) / n)});
  EXPECT_LT(distance * std::sqrt(n), 1.63);
  EXPECT_GT(run.results().gaps().size(), 900u);
}

// Of a gamma law with few long gaps, most are too short to be judged.
TEST(OpenExecutor, gamma_arrivals_tell_the_law_that_was_planned_and_from_where_it_is_judged) {
  auto scenario = open_scenario({{0s, 200}}, ArrivalRate::Law::gamma, 5s);
  std::get<ArrivalRate>(std::get<OpenLoad>(scenario.load.parts[0].model).arrivals).burstiness = 0.1;
  OpenRun run(scenario, at_once);
  run.run();
  const auto gaps = run.results().gaps();
  ASSERT_GT(gaps.size(), 100u);
  EXPECT_LT(gaps.size(), run.results().starts.size() / 2);
  for (const auto& gap : gaps) {
    EXPECT_EQ(gap.shape, 0.1);
    EXPECT_NEAR(gap.least, 0.2, 1e-9) << "a millisecond at 200/s";
    EXPECT_GE(gap.length, gap.least);
  }
}

// A server that answers at once but for 2 s in every 10 s, when it answers nothing until they are over: each response
// time follows from the plan.
TEST(OpenExecutor, measures_a_freezing_server_from_when_each_request_was_due) {
  constexpr auto kAnswer = 5ms;
  const auto frozen_until = [](Nanos time) {
    const auto into = time % Nanos(10s);
    return into >= 8s ? time - into + 10s : time;
  };
  OpenRun run(open_scenario({{0s, 200}}, kConstant, 60s), [&](const FakeArrival& arrival) {
    FakeAnswer answer;
    const auto at = arrival.at - kStart;
    answer.latency = frozen_until(at) - at + kAnswer;
    return answer;
  });
  run.run();
  std::vector<double> expected;
  for (int k = 0; k < 12000; ++k) {
    const Nanos due(std::int64_t{5'000'000} * k);
    expected.push_back(to_seconds(frozen_until(due) - due + kAnswer));
  }
  std::sort(expected.begin(), expected.end());
  const auto measured = run.total().response_time;
  EXPECT_EQ(run.total().requests, 12000u);
  for (const double q : {0.5, 0.9, 0.99}) {
    const auto rank = static_cast<std::size_t>(std::ceil(q * 12000)) - 1;
    EXPECT_NEAR(to_seconds(measured.quantile(q)), expected[rank], 0.005 * expected[rank]) << q;
  }
  EXPECT_DOUBLE_EQ(to_seconds(measured.maximum()), expected.back());
}

// One server with a queue, as an answer that waits for those before it.
class Queue {
 public:
  explicit Queue(std::function<Nanos()> service) : service_(std::move(service)) {}
  FakeAnswer operator()(const FakeArrival& arrival) {
    free_at_ = std::max(free_at_, arrival.at) + service_();
    FakeAnswer answer;
    answer.latency = free_at_ - arrival.at;
    return answer;
  }

 private:
  std::function<Nanos()> service_;
  Instant free_at_{};
};

// M/M/1: response times are exponential with mean s / (1 - rho) (Kleinrock, Queueing Systems, 1975).
TEST(OpenExecutor, agrees_with_the_theory_of_a_queue_with_random_service) {
  for (const double rho : {0.5, 0.8}) {
    auto random = Random::stream(3, 3);
    Queue queue([&random] { return random.exponential(10ms); });
    OpenRun run(open_scenario({{0s, 100 * rho}}, kPoisson, 4000s), std::ref(queue));
    run.transport().keep_no_arrivals();
    run.run();
    const double mean = 0.010 / (1 - rho);
    // Successive waits are alike: the standard error of their mean is that of far fewer independent ones.
    EXPECT_NEAR(run.total().response_time.mean_seconds(), mean, 0.06 * mean) << rho;
    EXPECT_NEAR(to_seconds(run.total().response_time.quantile(0.99)), mean * std::log(100), 0.12 * mean * std::log(100))
        << rho;
  }
}

// M/D/1: mean response time s + rho s / (2 (1 - rho)) (Pollaczek and Khinchine).
TEST(OpenExecutor, agrees_with_the_theory_of_a_queue_with_constant_service) {
  for (const double rho : {0.5, 0.8}) {
    Queue queue([] { return Nanos(10ms); });
    OpenRun run(open_scenario({{0s, 100 * rho}}, kPoisson, 4000s), std::ref(queue));
    run.transport().keep_no_arrivals();
    run.run();
    const double mean = 0.010 * (1 + rho / (2 * (1 - rho)));
    EXPECT_NEAR(run.total().response_time.mean_seconds(), mean, 0.05 * mean) << rho;
  }
}

class ReplayedLoad : public testing::Test {
 protected:
  Scenario scenario_of(const std::string& text, double speed = 1) {
    const auto file = folder_.path() / "log.jsonl";
    std::ofstream(file) << text;
    auto scenario = open_scenario({}, kConstant, 1min);
    std::get<OpenLoad>(scenario.load.parts[0].model).arrivals = ReplayLog{file, speed};
    scenario.load.parts[0].tasks = {0};
    return scenario;
  }

 private:
  test::TempFolder folder_;
};

TEST_F(ReplayedLoad, sends_each_row_at_its_offset) {
  OpenRun run(scenario_of(R"({"offset": 0, "path": "/a"}
{"offset": "1.5s", "path": "/b?x=1", "body": {"n": 1}}
{"offset": 1, "path": "/c", "method": "DELETE"}
)",
                          0.5),
              at_once, 2);
  run.run();
  EXPECT_THAT(run.seconds(), ElementsAre(0, 2, 3));
  EXPECT_EQ(run.total().requests, 3u);
  EXPECT_EQ(run.ended_at(), kStart + 3s + 1ms);
}

}  // namespace plimsoll::open_executor_test
