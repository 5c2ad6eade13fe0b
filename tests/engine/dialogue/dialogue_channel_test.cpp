// One user's exchanges on a virtual clock: to the nanosecond.

#include "core/task_group.h"
#include "engine/dialogue/dialogue_transport.h"
#include "tests/support/fake_transport.h"
#include "tests/support/virtual_clock.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

namespace plimsoll::dialogue_channel_test {

using namespace std::chrono_literals;

struct Dialogue : ::testing::Test {
  Dialogue() {
    rules.retry.at_most = 3;
    rules.retry.statuses = {503};
    rules.retry.shortest = 100ms;
    rules.retry.longest = 400ms;
    source.rules = std::make_shared<const ExchangeRules>(rules);
    request.source = &source;
    request.path = "/";
    request.timeout = 1s;
  }

  void make(FakeTransport::Script script) {
    auto fake = std::make_unique<FakeTransport>(clock, std::move(script));
    DialogueParts parts{clock, {}, nullptr, {}, 7};
    parts.places.push_back({parse_url("http://h").value(), std::move(fake)});
    transport = make_dialogue_transport(std::move(parts));
  }

  Response send(Channel& channel) {
    Response response;
    tasks.spawn(channel.send(request, response));
    clock.run();
    return response;
  }

  boost::asio::io_context context{1};
  VirtualClock clock{context};
  TaskGroup tasks{context};
  std::unique_ptr<Transport> transport;
  ExchangeRules rules;
  RequestTemplate source;
  Request request;
};

FakeAnswer busy(const FakeArrival&) {
  FakeAnswer answer;
  answer.status = 503;
  answer.latency = 10ms;
  return answer;
}

TEST_F(Dialogue, counts_from_the_first_attempt_to_the_last_answer) {
  make(busy);
  const auto channel = transport->make_channel();
  channel->serve(1);
  const auto begun = clock.now();
  const auto response = send(*channel);
  ASSERT_NE(response.attempts, nullptr);
  const auto& log = *response.attempts;
  EXPECT_EQ(response.sent, begun);
  EXPECT_EQ(response.done - begun, 4 * 10ms + log.paused);
  EXPECT_GT(log.paused, Nanos(0));
  EXPECT_LE(log.paused, Nanos(100ms + 200ms + 400ms));
  ASSERT_EQ(log.attempts.size(), 4u);
  for (const auto& attempt : log.attempts) EXPECT_EQ(attempt.time, Nanos(10ms));
  EXPECT_EQ(log.attempts[0].cause, AttemptCause::first);
  EXPECT_EQ(log.attempts[3].cause, AttemptCause::retry);
  EXPECT_EQ(response.connections_opened, 1u);
  EXPECT_EQ(response.bytes_sent, 4u) << "of all attempts";
}

TEST_F(Dialogue, draws_by_the_number_of_whom_it_serves) {
  make(busy);
  const auto pause = [&](std::uint64_t user) {
    const auto channel = transport->make_channel();
    channel->serve(user);
    return send(*channel).attempts->paused;
  };
  EXPECT_EQ(pause(3), pause(3));
  EXPECT_NE(pause(3), pause(4));
}

TEST_F(Dialogue, is_ended_within_a_pause) {
  make(busy);
  const auto channel = transport->make_channel();
  channel->serve(1);
  Response response;
  tasks.spawn(channel->send(request, response));
  clock.at(clock.now() + 11ms, [&] { channel->abort(); });
  clock.run();
  EXPECT_TRUE(response.aborted);
  EXPECT_EQ(response.status, 0);
  EXPECT_EQ(response.done - VirtualClock::kStart, Nanos(11ms));
  EXPECT_EQ(response.connections_opened, 1u);
}

TEST_F(Dialogue, is_ended_within_an_attempt) {
  make(busy);
  const auto channel = transport->make_channel();
  Response response;
  tasks.spawn(channel->send(request, response));
  clock.at(clock.now() + 5ms, [&] { channel->abort(); });
  clock.run();
  EXPECT_TRUE(response.aborted);
  EXPECT_EQ(response.attempts->attempts.size(), 1u);
}

TEST_F(Dialogue, sends_a_fault_once) {
  make(busy);
  Fault fault;
  request.fault = &fault;
  const auto channel = transport->make_channel();
  EXPECT_EQ(send(*channel).attempts->attempts.size(), 1u);
}

TEST_F(Dialogue, lets_requests_without_rules_go_straight_on) {
  make(busy);
  source.rules = nullptr;
  const auto channel = transport->make_channel();
  const auto response = send(*channel);
  EXPECT_EQ(response.attempts, nullptr);
  EXPECT_EQ(response.status, 503);
}

}  // namespace plimsoll::dialogue_channel_test
