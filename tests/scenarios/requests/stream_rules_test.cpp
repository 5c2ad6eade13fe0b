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

TEST(StreamRules, refuse_an_slo_without_a_limit) {
  EXPECT_THAT(refusal_of("stream: sse\nslo: {}"), HasSubstr("slo: expected a limit at least"));
}

TEST(StreamRules, refuse_goodput_where_nothing_has_limits) {
  const auto of = [](const std::string& threshold, const std::string& slo) {
    return finding({"target: http://h\nrequests:\n  - {name: chat, post: /a, stream: sse" + slo +
                    "}\n  - {name: title, post: /b, stream: sse}\nthresholds: ['" + threshold + "']\n"});
  };
  EXPECT_THAT(of("goodput > 95%", ""), HasSubstr("no request has limits to meet: say them, like slo: {ttft:"));
  EXPECT_THAT(of("goodput_per_second > 1/s", ""), HasSubstr("no request has limits to meet"));
  EXPECT_THAT(of("goodput of title > 95%", ", slo: {ttft: < 1s}"), HasSubstr(R"("title" has no limits to meet)"));
  const auto one_has =
      parsed({"target: http://h\nrequests:\n  - {name: chat, post: /a, stream: sse, slo: {ttft: < 1s}}\n"
              "  - {name: title, post: /b, stream: sse}\nthresholds: ['goodput > 95%']\n"});
  EXPECT_EQ(one_has.thresholds.size(), 1U);
}

TEST(StreamRules, refuse_what_is_no_form_or_no_time) {
  EXPECT_THAT(refusal_of("stream: websocket"), HasSubstr("sse"));
  EXPECT_THAT(refusal_of("stream: {form: sse, stall_timeout: 0s}"), HasSubstr("expected a duration above 0"));
  EXPECT_THAT(refusal_of("stream: {type: sse}"), HasSubstr("is called form"));
}

}  // namespace plimsoll::test::stream_rules_test
