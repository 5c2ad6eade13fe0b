// Clients that leave in mid-stream: counted as what they are, and as no failure; nothing of them is in the figures.

#include "engine/engine.h"
#include "tests/engine/load/load_run.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>

namespace plimsoll::abandoned_stream_test {

using namespace std::chrono_literals;

TEST(AbandonedStream, is_counted_apart_from_good_ones) {
  const std::string token = "data: {\"choices\":[{\"delta\":{\"content\":\"on\"}}]}\n\n";
  const std::string head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";
  LoopbackServer server([&](const ReceivedRequest& request) {
    if (request.target == "/left") return Reply::endless(head + "\r\n", token);
    return Reply::with(200, "text/event-stream", token + token + "data: [DONE]\n\n");
  });
  auto scenario = closed_scenario(2, 1000, NoWait{}, 1h);
  scenario.target.url = parse_url(server.url()).value();
  scenario.load.requests = 40;
  const auto streamed = [](const std::string& name) {
    auto request = get_request(name);
    request.path = "/" + name;
    request.stream.emplace();
    return request;
  };
  auto left = streamed("left");
  left.fault.emplace();
  left.fault->kind = FaultKind::abort_after_tokens;
  left.fault->abort_after_tokens = 20;
  scenario.tasks = {task_of("a", 1, {left}), task_of("b", 1, {streamed("whole")})};
  EngineOptions options;
  options.threads = 1;
  options.seed = 5;
  const auto engine = Engine::make(scenario, options).value();
  engine->start();
  Snapshot totals(0);
  while (const auto interval = engine->next_interval()) totals.merge(interval->snapshot);
  const auto aborted = engine->load_reading().aborted_total;
  EXPECT_EQ(engine->finish().fault, "");

  const auto stats = totals.total();
  const auto& faults = stats.faults.by_kind[static_cast<std::size_t>(FaultKind::abort_after_tokens)];
  EXPECT_GT(faults.attempts, 0U);
  EXPECT_EQ(faults.left, faults.attempts);
  EXPECT_EQ(faults.by_class[2], faults.attempts);
  EXPECT_EQ(aborted, faults.attempts);
  EXPECT_EQ(stats.requests, 40 - faults.attempts);
  EXPECT_EQ(stats.failures, 0U);
  EXPECT_EQ(stats.streams.streams, stats.requests);
  EXPECT_EQ(stats.streams.token_events, 2 * stats.requests);
  EXPECT_EQ(stats.streams.of(StreamTime::gap)->count(), stats.requests) << "gaps of good streams alone";
}

}  // namespace plimsoll::abandoned_stream_test
