// `fault` of a request.

#include "tests/scenarios/scenario_text.h"

#include <gtest/gtest.h>

namespace plimsoll::test::fault_test {

using namespace std::chrono_literals;

Fault fault_of(const std::string& text) {
  const auto fault = parsed({with_request("get: /\nfault: " + text)}).tasks[0].steps[0].fault;
  EXPECT_TRUE(fault) << text;
  return fault.value_or(Fault{});
}

std::string refusal_of(const std::string& text) { return finding({with_request("get: /\nfault: " + text)}); }

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Fault, has_five_kinds) {
  EXPECT_EQ(fault_of("{abort_after: 200ms}").kind, FaultKind::abort_after);
  EXPECT_EQ(fault_of("{abort_after: 200ms}").abort_after, 200ms);
  EXPECT_EQ(fault_of("{slow_send: 1KiB/s}").kind, FaultKind::slow_send);
  EXPECT_EQ(fault_of("{slow_send: 1KiB/s}").bytes_per_second, 1024u);
  EXPECT_EQ(fault_of("{slow_read: 10B/s}").kind, FaultKind::slow_read);
  EXPECT_EQ(fault_of("{malformed: true}").kind, FaultKind::malformed);
  const auto left = parsed({with_request("get: /\nstream: sse\nfault: {abort_after_tokens: 20}")}).tasks[0].steps[0];
  EXPECT_EQ(left.fault->kind, FaultKind::abort_after_tokens);
  EXPECT_EQ(left.fault->abort_after_tokens, 20U);
}

TEST(Fault, has_a_share_wherever_it_stands) {
  EXPECT_DOUBLE_EQ(fault_of("{malformed: true}").share, 1);
  EXPECT_DOUBLE_EQ(fault_of("{malformed: true, share: 10%}").share, 0.1);
  EXPECT_DOUBLE_EQ(fault_of("{share: 0.25, slow_read: 1MB/s}").share, 0.25);
}

TEST(Fault, may_be_of_a_step) {
  const auto scenario =
      parsed({"target: http://h\nrequests:\n  - steps: [{get: /a}, {get: /b, fault: {malformed: true}}]\n"});
  EXPECT_FALSE(scenario.tasks[0].steps[0].fault);
  EXPECT_TRUE(scenario.tasks[0].steps[1].fault);
}

TEST(Fault, is_refused_with_what_is_expected) {
  EXPECT_TRUE(says(refusal_of("{share: 10%}"),
                   "expected one of abort_after, abort_after_tokens, slow_send, slow_read and malformed"));
  EXPECT_TRUE(
      says(refusal_of("{malformed: true, slow_read: 1KiB/s}"), "a fault has one kind: it is malformed already"));
  EXPECT_TRUE(says(refusal_of("{malformed: false}"), "expected true"));
  EXPECT_TRUE(says(refusal_of("{abort_after: 0s}"), "expected a duration above 0"));
  EXPECT_TRUE(says(refusal_of("{abort_after_tokens: 0}"), "expected"));
  EXPECT_TRUE(says(refusal_of("{abort_after_tokens: 20}"), "counts the tokens of a stream"));
  EXPECT_TRUE(says(refusal_of("{malformed: true, share: 0}"), "expected a share above 0"));
  EXPECT_TRUE(says(refusal_of("{abort_afer: 1s}"), R"(did you mean "abort_after"?)"));
  for (const auto rate : {"1KiB", "1KiB/m", "0B/s", "/s", "fast"})
    EXPECT_TRUE(says(refusal_of(std::string("{slow_send: ") + rate + "}"),
                     R"(expected a rate of at least a byte like "1KiB/s")"))
        << rate;
}

}  // namespace plimsoll::test::fault_test
