// Every load model against a server that also fails in every way: the counts are the server's own, by request and kind.

#include "core/tallies/failure_tally.h"
#include "engine/engine.h"
#include "tests/engine/load/load_scenarios.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <mutex>

namespace plimsoll::engine_counts_test {

using namespace std::chrono_literals;

struct Way {
  const char* name;
  FailureKind kind;
  Reply reply;
};

std::vector<Way> ways() {
  return {{"good", FailureKind::none, Reply::json("{}")},
          {"error", FailureKind::status, Reply::status(500)},
          {"reset", FailureKind::reset, Reply::reset()},
          {"closed", FailureKind::closed, Reply::close()},
          {"truncated", FailureKind::truncated, Reply::json(R"({"prediction": 1})").cut_to(80)},
          {"malformed", FailureKind::malformed, Reply::raw("HTTP/9.9 what?\r\n\r\n").then_close()}};
}

// Answers by path and counts by path.
class FailingServer {
 public:
  std::string url() const { return server_.url(); }
  std::map<std::string, std::uint64_t> counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  Reply answer(const ReceivedRequest& request) {
    const std::lock_guard lock(mutex_);
    const auto name = request.target.substr(1);
    ++counts_[name];
    for (const auto& way : ways_)
      if (way.name == name) return way.reply;
    return Reply::status(404);
  }

  const std::vector<Way> ways_ = ways();
  mutable std::mutex mutex_;
  std::map<std::string, std::uint64_t> counts_;
  LoopbackServer server_{[this](const ReceivedRequest& request) { return answer(request); }};
};

class EngineCounts : public testing::TestWithParam<unsigned> {
 protected:
  Scenario scenario(Nanos duration) const {
    auto scenario = closed_scenario(6, 1000, UniformWait{1ms, 5ms}, duration);
    scenario.target.url = parse_url(server_.url()).value();
    scenario.tasks.clear();
    for (const auto& way : ways()) {
      auto request = get_request(way.name);
      request.path = std::string("/") + way.name;
      scenario.tasks.push_back(task_of(way.name, way.kind == FailureKind::none ? 5 : 1, {request}));
    }
    return scenario;
  }

  // Runs it and sets each count against the server's.
  LoadResults run(const Scenario& scenario) {
    EngineOptions options;
    options.threads = GetParam();
    options.seed = 5;
    const auto engine = Engine::make(scenario, options).value();
    engine->start();
    auto results = engine->finish();
    const auto counts = server_.counts();
    std::map<std::string, std::uint64_t> failures;
    const auto names = scenario.request_names();
    for (const auto& failure : results.failures) {
      const auto& name = failure.request;
      failures[name] += failure.count;
      for (const auto& way : ways()) {
        if (way.name != name) continue;
        EXPECT_EQ(failure.kind, to_string(way.kind)) << name << ": " << failure.message;
      }
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto& stats = results.totals.by_request[i];
      const auto counted = counts.contains(names[i]) ? counts.at(names[i]) : 0;
      EXPECT_EQ(stats.requests + stats.unfinished, counted) << names[i];
      EXPECT_EQ(stats.failures, names[i] == "good" ? 0 : stats.requests) << names[i];
      EXPECT_EQ(failures[names[i]], stats.failures) << names[i];
      // Each is asked for; what a busy machine could not start within the plan's time is counted as dropped.
      EXPECT_GT(stats.requests + stats.dropped, 0u) << names[i];
    }
    return results;
  }

  FailingServer server_;
};

TEST_P(EngineCounts, of_users_are_the_servers) {
  auto plan = scenario(1h);
  plan.load.requests = 500;
  EXPECT_EQ(run(plan).totals.total().requests, 500u);
}

TEST_P(EngineCounts, of_users_in_stages_are_the_servers) {
  auto plan = scenario(1h);
  plan.load.requests = 500;
  std::get<ClosedLoad>(plan.load.parts[0].model).stages = {{200ms, 8}, {200ms, 2}, {1h, 2}};
  EXPECT_EQ(run(plan).totals.total().requests, 500u);
}

Scenario at_a_rate(Scenario plan, ArrivalRate::Law law) {
  OpenLoad open;
  ArrivalRate rate;
  rate.stages = {{Nanos(500ms), 400}, {Nanos(500ms), 200}};
  rate.law = law;
  open.arrivals = rate;
  open.max_in_flight = 500;
  plan.load.parts[0].model = open;
  return plan;
}

TEST_P(EngineCounts, of_a_rate_are_the_servers_and_the_plans) {
  const auto results = run(at_a_rate(scenario(1s), ArrivalRate::Law::constant));
  EXPECT_EQ(results.arrivals.planned, 250u);
  const auto total = results.totals.total();
  EXPECT_EQ(total.requests + total.unfinished + total.dropped, 250u);
}

TEST_P(EngineCounts, of_poisson_arrivals_are_the_servers_and_the_plans) {
  const auto results = run(at_a_rate(scenario(1s), ArrivalRate::Law::poisson));
  const auto total = results.totals.total();
  EXPECT_EQ(total.requests + total.unfinished + total.dropped, results.arrivals.planned);
}

TEST_P(EngineCounts, of_a_replayed_log_are_the_servers) {
  const test::TempFolder folder;
  const auto file = folder.path() / "log.jsonl";
  {
    std::ofstream log(file);
    const auto all = ways();
    for (int i = 0; i < 300; ++i)
      log << R"({"offset": )" << 0.002 * i << R"(, "name": ")" << all[static_cast<std::size_t>(i) % all.size()].name
          << R"(", "path": "/)" << all[static_cast<std::size_t>(i) % all.size()].name << "\"}\n";
  }
  auto plan = scenario(1s);
  OpenLoad open;
  open.arrivals = ReplayLog{file, 1};
  open.max_in_flight = 500;
  plan.load.parts[0].model = open;
  for (std::size_t i = 0; i < plan.tasks.size(); ++i) plan.load.parts[0].tasks.push_back(i);
  const auto results = run(plan);
  const auto total = results.totals.total();
  EXPECT_EQ(total.requests + total.unfinished + total.dropped, 300u);
  EXPECT_EQ(results.arrivals.planned, 300u);
}

TEST_P(EngineCounts, of_several_loads_are_the_servers) {
  auto plan = scenario(1s);
  OpenLoad open;
  ArrivalRate rate;
  rate.stages = {{Nanos(0), 100}};
  open.arrivals = rate;
  open.max_in_flight = 500;
  plan.load.parts[0].name = "people";
  plan.load.parts[0].tasks = {0, 1, 2};
  plan.load.parts.push_back({"batch", open, {3, 4, 5}});
  const auto results = run(plan);
  EXPECT_EQ(results.arrivals.planned, 100u);
}

INSTANTIATE_TEST_SUITE_P(Threads, EngineCounts, testing::Values(1U, 2U));

}  // namespace plimsoll::engine_counts_test
