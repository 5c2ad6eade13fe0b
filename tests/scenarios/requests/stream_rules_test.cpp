// `stream` and `slo` of a request.

#include "tests/scenarios/scenario_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::stream_rules_test {

using namespace std::chrono_literals;
using testing::HasSubstr;

StreamRules rules_of(const std::string& lines) {
  const auto stream = parsed({with_request("post: /\n" + lines)}).tasks[0].steps[0].stream;
  EXPECT_TRUE(stream) << lines;
  return stream.value_or(StreamRules{});
}

std::string refusal_of(const std::string& lines) { return finding({with_request("post: /\n" + lines)}); }

TEST(StreamRules, name_a_form_alone_or_with_more) {
  EXPECT_EQ(rules_of("stream: sse").form, StreamRules::Form::sse);
  EXPECT_EQ(rules_of("stream: ndjson").form, StreamRules::Form::ndjson);
  const auto rules = rules_of("stream: {form: chunks, stall_timeout: 2s}");
  EXPECT_EQ(rules.form, StreamRules::Form::chunks);
  EXPECT_EQ(rules.stall_timeout, Nanos(2s));
}

TEST(StreamRules, have_the_limits_of_slo) {
  const auto rules = rules_of("stream: sse\nslo: {ttft: \"< 300ms\", time_per_token: \"< 50ms\"}");
  EXPECT_EQ(rules.limits.first_token, Nanos(300ms));
  EXPECT_EQ(rules.limits.time_per_token, Nanos(50ms));
  EXPECT_FALSE(rules.limits.response_time);
}

TEST(StreamRules, refuse_limits_of_an_answer_that_is_no_stream) {
  EXPECT_THAT(refusal_of("slo: {ttft: \"< 300ms\"}"), HasSubstr("slo: limits of a stream: say what the answer is"));
  EXPECT_THAT(finding({"target: http://h\nrequests:\n  - steps: [{get: /a}, {get: /b, slo: {ttft: \"< 1s\"}}]\n"}),
              HasSubstr("steps[1].slo: limits of a stream"));
}

TEST(StreamRules, refuse_what_is_no_form_or_no_time) {
  EXPECT_THAT(refusal_of("stream: websocket"), HasSubstr("sse"));
  EXPECT_THAT(refusal_of("stream: {form: sse, stall_timeout: 0s}"), HasSubstr("expected a duration above 0"));
  EXPECT_THAT(refusal_of("stream: {type: sse}"), HasSubstr("is called form"));
}

}  // namespace plimsoll::test::stream_rules_test
