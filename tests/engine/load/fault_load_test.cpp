// Faults among the load of a whole engine: drawn by their share, counted apart, exactly.

#include "engine/engine.h"
#include "engine/requests/request_source.h"
#include "tests/engine/load/load_run.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::fault_load_test {

using namespace std::chrono_literals;

RequestTemplate faulty_request(const std::string& name, FaultKind kind, double share) {
  auto request = get_request(name);
  request.path = "/" + name;
  request.fault.emplace();
  request.fault->kind = kind;
  request.fault->abort_after = 10s;
  request.fault->bytes_per_second = 10'000;
  request.fault->share = share;
  return request;
}

const Request& next_of(RequestSource& source, Random& random) {
  RenderedRequest request;
  source.next(0, 0, random, request);
  return request.get();  // the source's own
}

std::uint64_t count_of(const FaultTally& faults, FaultKind kind) {
  return faults.by_kind[static_cast<std::size_t>(kind)].attempts;
}

TEST(FaultLoad, is_drawn_by_its_share_and_the_same_with_the_same_seed) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 1s);
  scenario.tasks = {task_of("a", 1, {faulty_request("a", FaultKind::malformed, 0.1)})};
  const auto source = RequestSource::make(scenario).value();
  const auto draws = [&] {
    auto random = Random::stream(3, 0);
    std::vector<bool> faulty;
    for (int i = 0; i < 10'000; ++i) faulty.push_back(next_of(*source, random).fault != nullptr);
    return faulty;
  };
  const auto first = draws();
  EXPECT_NEAR(static_cast<double>(std::count(first.begin(), first.end(), true)), 1000, 100);  // over 3 sigma
  EXPECT_EQ(first, draws());
}

TEST(FaultLoad, draws_nothing_where_there_is_none) {
  auto scenario = closed_scenario(1, 1, NoWait{}, 1s);
  const auto source = RequestSource::make(scenario).value();
  auto random = Random::stream(3, 0);
  auto untouched = Random::stream(3, 0);
  EXPECT_EQ(next_of(*source, random).fault, nullptr);
  EXPECT_EQ(random.next(), untouched.next());
}

struct Counts {
  RequestStats stats;
  WarmupStats warmup;
  ConnectionStats connections;
  std::uint64_t reading = 0, aborted = 0;
};

Counts run(const Scenario& scenario, unsigned threads) {
  EngineOptions options;
  options.threads = threads;
  options.seed = 5;
  const auto engine = Engine::make(scenario, options).value();
  engine->start();
  Snapshot totals(0);
  while (const auto interval = engine->next_interval()) totals.merge(interval->snapshot);
  Counts counts;
  counts.reading = engine->load_reading().requests_total;
  counts.aborted = engine->load_reading().aborted_total;
  const auto results = engine->finish();
  EXPECT_EQ(results.fault, "");
  counts.stats = totals.total();
  counts.warmup = totals.warmup;
  counts.connections = totals.connections;
  return counts;
}

TEST(FaultLoad, is_counted_apart_as_the_server_counts_it) {
  for (const unsigned threads : {1U, 2U}) {
    LoopbackOptions keeping;
    keeping.keeps_requests = true;
    LoopbackServer server(
        [](const ReceivedRequest& request) {
          if (request.target == "/failing") return Reply::close();
          return Reply::status(request.head.find("HTTP/x.y") == std::string::npos ? 200 : 400);
        },
        keeping);
    auto scenario = closed_scenario(6, 1000, NoWait{}, 1h);
    scenario.target.url = parse_url(server.url()).value();
    scenario.load.requests = 400;
    scenario.tasks = {task_of("a", 3, {faulty_request("broken", FaultKind::malformed, 0.5)}),
                      task_of("b", 1, {faulty_request("gone", FaultKind::abort_after, 1)}),
                      task_of("c", 1, {faulty_request("slow", FaultKind::slow_read, 0.3)}),
                      task_of("d", 1, {get_request("failing")})};
    scenario.tasks[3].steps[0].path = "/failing";
    const auto counts = run(scenario, threads);

    const auto log = server.received();
    const auto logged = [&](const auto& is) {
      return static_cast<std::uint64_t>(std::count_if(log.begin(), log.end(), is));
    };
    const auto broken = logged([](const auto& r) { return r.head.find("HTTP/x.y") != std::string::npos; });
    const auto gone = logged([](const auto& r) { return r.target == "/gone"; });
    const auto failing = logged([](const auto& r) { return r.target == "/failing"; });
    const auto& faults = counts.stats.faults;
    EXPECT_EQ(log.size(), 400u);
    EXPECT_GT(broken, 0u);
    EXPECT_EQ(count_of(faults, FaultKind::malformed), broken);
    EXPECT_EQ(faults.by_kind[static_cast<std::size_t>(FaultKind::malformed)].by_class[4], broken);
    EXPECT_GT(gone, 0u);
    EXPECT_EQ(count_of(faults, FaultKind::abort_after), gone);
    EXPECT_EQ(counts.aborted, gone);
    EXPECT_GT(count_of(faults, FaultKind::slow_read), 0u);
    EXPECT_EQ(counts.stats.requests + faults.attempts(), 400u);
    EXPECT_EQ(counts.stats.failures, failing);
    EXPECT_EQ(counts.stats.unfinished, 0u);
    EXPECT_EQ(counts.stats.response_time.count(), counts.stats.requests - failing);
    EXPECT_EQ(counts.connections.opened, server.connections());
    EXPECT_EQ(counts.reading, 400u);
  }
}

TEST(FaultLoad, of_the_warm_up_is_the_warm_ups) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::status(400); });
  auto scenario = closed_scenario(2, 1000, NoWait{}, 1h);
  scenario.target.url = parse_url(server.url()).value();
  scenario.load.requests = 50;
  scenario.load.warmup = 59min;
  scenario.tasks = {task_of("a", 1, {faulty_request("broken", FaultKind::malformed, 1)})};
  const auto counts = run(scenario, 1);
  EXPECT_EQ(counts.warmup.faulted, 50u);
  EXPECT_EQ(counts.warmup.requests, 0u);
  EXPECT_TRUE(counts.stats.faults.empty());
}

TEST(FaultLoad, that_could_not_be_sent_is_a_failure) {
  const RefusingPort refusing;
  auto scenario = closed_scenario(1, 1000, NoWait{}, 1h);
  scenario.target.url = {Url::Scheme::http, "127.0.0.1", refusing.port(), ""};
  scenario.load.requests = 1;
  scenario.tasks = {task_of("a", 1, {faulty_request("gone", FaultKind::abort_after, 1)})};
  const auto counts = run(scenario, 1);
  EXPECT_TRUE(counts.stats.faults.empty());
  EXPECT_EQ(counts.stats.failures, 1u);
}

}  // namespace plimsoll::fault_load_test
