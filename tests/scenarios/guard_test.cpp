// `guard` of a scenario.

#include "tests/scenarios/scenario_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::guard_test {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

Guard guard_of(const std::string& text) {
  const auto guard = parsed({with("guard: " + text)}).guard;
  EXPECT_TRUE(guard) << text;
  return guard.value_or(Guard{});
}

std::string refusal_of(const std::string& text) { return finding({with("guard: " + text)}); }

TEST(Guard, is_read_from_the_scenario) {
  const auto guard = guard_of("{failed_requests: 20%, over: 1m, url: \"http://127.0.0.1:9/state\", every: 2s}");
  EXPECT_DOUBLE_EQ(*guard.failed_requests, 0.2);
  EXPECT_EQ(guard.over, 1min);
  EXPECT_EQ(guard.url->base_path, "/state");
  EXPECT_EQ(guard.every, 2s);
  EXPECT_FALSE(guard.memory_bytes);
  EXPECT_FALSE(parsed({with("")}).guard);
}

TEST(Guard, says_what_is_wrong) {
  EXPECT_THAT(refusal_of("{failed_requests: 0}"), HasSubstr("guard.failed_requests: expected a share above 0"));
  EXPECT_THAT(refusal_of("{over: 10s}"), HasSubstr("at least one of failed_requests, memory, url"));
  EXPECT_THAT(refusal_of("{url: nowhere}"), HasSubstr("guard.url"));
  EXPECT_THAT(refusal_of("{failed_requests: 1%, over: 10ms}"), HasSubstr("expected a duration from 1s"));
  EXPECT_THAT(refusal_of("{failed_request: 1%, url: \"http://127.0.0.1:1\"}"), HasSubstr("did you mean"));
}

TEST(Guard, of_memory_needs_memory_that_is_watched) {
  EXPECT_THAT(finding({"target: http://127.0.0.1:1\nmonitor: none\nguard: {memory: 1GiB}\nrequests: [{get: /}]\n"}),
              HasSubstr("guard.memory: nothing is watched"));
  EXPECT_EQ(parsed({"target: http://127.0.0.1:1\nguard: {memory: 1GiB}\nrequests: [{get: /}]\n"}).guard->memory_bytes,
            1ULL << 30);
}

}  // namespace plimsoll::test::guard_test
