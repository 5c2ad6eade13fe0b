// What is asked beside the load: as its requests ask, and no longer than it is wanted.

#include "engine/answer_of_target.h"

#include "tests/support/loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace plimsoll::test::answer_of_target_test {

Scenario scenario_of(const LoopbackServer& server) {
  Scenario scenario;
  scenario.target.url.host = "127.0.0.1";
  scenario.target.url.port = server.port();
  scenario.headers = {{"X-Team", "blue"}, {"X-User", "{{user}}"}};
  return scenario;
}

RequestTemplate question() {
  RequestTemplate asked;
  asked.name = "p";
  asked.path = "/v2/models/iris";
  asked.headers = {{"X-Key", "sesame"}};
  asked.timeout = std::chrono::hours(24);
  return asked;
}

TEST(AnswerOfTarget, is_asked_with_the_headers_of_the_requests) {
  LoopbackOptions options;
  options.keeps_requests = true;
  const LoopbackServer server([](const ReceivedRequest&) { return Reply::status(404, "gone"); }, options);
  const auto answer = answer_of_target(scenario_of(server), question(), {});
  ASSERT_TRUE(answer.has_value()) << answer.error().message;
  EXPECT_EQ(answer->status, 404);
  EXPECT_EQ(answer->body, "gone");
  const auto received = server.received().at(0);
  EXPECT_EQ(received.target, "/v2/models/iris");
  EXPECT_EQ(received.header("x-key"), "sesame");
  EXPECT_EQ(received.header("x-team"), "blue");
  EXPECT_FALSE(received.header("x-user").has_value());
}

TEST(AnswerOfTarget, is_waited_for_only_while_it_is_wanted) {
  const LoopbackServer server([](const ReceivedRequest&) { return Reply::never(); });
  AskingInputs inputs;
  inputs.is_unwanted = [&] { return server.requests() > 0; };
  const auto answer = answer_of_target(scenario_of(server), question(), inputs);
  ASSERT_TRUE(answer.has_error());
  EXPECT_EQ(answer.error().message, "interrupted");
}

TEST(AnswerOfTarget, that_is_too_long_is_none) {
  const LoopbackServer server([](const ReceivedRequest&) { return Reply::huge(1 << 20); });
  AskingInputs inputs;
  inputs.largest_body = 1 << 10;
  EXPECT_TRUE(answer_of_target(scenario_of(server), question(), inputs).has_error());
}

}  // namespace plimsoll::test::answer_of_target_test
