// `capture`, `when`, `until`, `repeat`, `think`, `login`, `before_all` and `after_all`: what is read, what is refused.

#include "scenarios/flow.h"
#include "tests/scenarios/scenario_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

namespace plimsoll::test::flow_test {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string steps(const std::string& lines) { return "target: http://h\nrequests:\n  - steps:\n" + lines; }

const StepFlow& flow_of(const Scenario& scenario, std::size_t step) {
  static const StepFlow kNone;
  const auto& flow = scenario.tasks.at(0).steps.at(step).flow;
  EXPECT_TRUE(flow) << step;
  return flow ? *flow : kNone;
}

TEST(Flow, captures_from_everywhere_in_short_and_in_long) {
  const auto scenario =
      parsed({steps("    - get: /\n"
                    "      capture:\n"
                    "        a: $.a\n"
                    "        b: {json: '$.b[0]', default: null}\n"
                    "        c: {header: X-Next}\n"
                    "        d: {cookie: sid}\n"
                    "        e: {regex: 'id=(\\d+)'}\n"
                    "        f: body\n"
                    "        g: status\n"
                    "        h: {status: true}\n")});
  EXPECT_THAT(scenario.captured, ElementsAre("a", "b", "c", "d", "e", "f", "g", "h"));
  const auto& captures = flow_of(scenario, 0).captures;
  ASSERT_EQ(captures.size(), 8U);
  using Source = Query::Source;
  const std::vector<Source> sources = {Source::json_path, Source::json_path, Source::header, Source::cookie,
                                       Source::regex,     Source::body,      Source::status, Source::status};
  for (std::size_t i = 0; i < sources.size(); ++i) {
    EXPECT_EQ(captures[i].query.source, sources[i]) << i;
    EXPECT_EQ(captures[i].slot, i);
  }
  EXPECT_EQ(captures[0].query.argument.fixed(), "$.a");
  EXPECT_TRUE(captures[1].otherwise);
  EXPECT_FALSE(captures[0].otherwise);
  EXPECT_EQ(captures[4].query.argument.fixed(), "id=(\\d+)");
}

TEST(Flow, has_limits_of_its_own_where_none_are_said) {
  const auto scenario =
      parsed({steps("    - {get: /, until: {status: 200}}\n"
                    "    - {get: /, until: {json: {$.a: 1}, every: 2s, at_most: 7, within: 1h}}\n"
                    "    - {get: /, repeat: 3, wait: 1s..2s}\n")});
  const auto& plain = flow_of(scenario, 0).until;
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->every, 500ms);
  EXPECT_EQ(plain->at_most, 1000U);
  EXPECT_EQ(plain->within, 60s);
  const auto& said = flow_of(scenario, 1).until;
  EXPECT_EQ(said->every, 2s);
  EXPECT_EQ(said->at_most, 7U);
  EXPECT_EQ(said->within, 1h);
  EXPECT_EQ(flow_of(scenario, 2).repeat, 3U);
  EXPECT_TRUE(std::holds_alternative<UniformWait>(*flow_of(scenario, 2).wait));
}

TEST(Flow, has_one_slot_for_a_name_that_several_tasks_capture) {
  const auto scenario =
      parsed({"target: http://h\nrequests:\n"
              "  - {name: a, steps: [{get: /a, capture: {id: $.id}}, {get: '/a/{{id}}'}]}\n"
              "  - {name: b, steps: [{get: /b, capture: {id: $.id}}, {get: '/b/{{id}}'}]}\n"});
  EXPECT_THAT(scenario.captured, ElementsAre("id"));
}

TEST(Flow, knows_what_is_there_for_whom) {
  const auto scenario =
      parsed({"target: http://h\n"
              "headers: {Authorization: 'Bearer {{token}}', X-Data: '{{data}}'}\n"
              "before_all: [{post: /data, capture: {data: $.id}}]\n"
              "login: [{post: '/token?of={{data}}', capture: {token: $.token}}]\n"
              "requests: [{get: '/{{data}}'}]\n"
              "after_all: [{delete: '/data/{{data}}'}]\n"});
  EXPECT_THAT(scenario.before_all->steps[0].without, ElementsAre("Authorization", "X-Data"));
  EXPECT_THAT(scenario.login->steps[0].without, ElementsAre("Authorization"));
  EXPECT_THAT(scenario.tasks[0].steps[0].without, IsEmpty());
  EXPECT_THAT(scenario.after_all->steps[0].without, ElementsAre("Authorization"));
  EXPECT_THAT(scenario.request_names(), ElementsAre("GET /{{data}}", "login: POST /token"));
  EXPECT_TRUE(scenario.login->steps[0].hides_answer);
  EXPECT_FALSE(scenario.tasks[0].steps[0].hides_answer);
}

TEST(Flow, hides_what_a_secret_is_captured_from) {
  const auto scenario =
      parsed({steps("    - {get: /key, capture: {key: $.key}}\n"
                    "    - {get: /, headers: {X-Api-Key: '{{key}}'}}\n")});
  EXPECT_TRUE(scenario.tasks[0].steps[0].hides_answer);
  EXPECT_FALSE(scenario.tasks[0].steps[1].hides_answer);
}

TEST(Flow, captures_by_queries_with_filters_and_keeps_secrets) {
  const auto scenario =
      parsed({steps("    - get: /\n"
                    "      capture:\n"
                    "        a: {query: 'jsonpath \"$.a\" toString'}\n"
                    "        b: {json: $.b, secret: true}\n"
                    "    - {get: '/{{b}}'}\n"
                    "    - {get: '/{{a}}'}\n")});
  const auto& captures = flow_of(scenario, 0).captures;
  EXPECT_EQ(captures[0].query.filters.size(), 1U);
  EXPECT_FALSE(captures[0].is_secret);
  EXPECT_TRUE(captures[1].is_secret);
  EXPECT_TRUE(scenario.tasks[0].steps[0].hides_answer);
  EXPECT_TRUE(scenario.tasks[0].steps[1].hides_answer);
  EXPECT_FALSE(scenario.tasks[0].steps[2].hides_answer);
  EXPECT_THAT(finding({steps("    - {get: /, capture: {a: {query: url}}}\n")}), HasSubstr("is not kept"));
  EXPECT_THAT(finding({steps("    - {get: /, capture: {a: {query: 'header \"{{x}}\"'}}}\n")}),
              HasSubstr("asked of the answer alone"));
}

TEST(Flow, checks_answers_against_captured_values) {
  const auto scenario =
      parsed({steps("    - {get: /, capture: {id: $.id}}\n"
                    "    - get: /\n"
                    "      capture: {own: $.own}\n"
                    "      expect: {asserts: ['status == 200', 'jsonpath \"$.a\" == {{id}}', 'variable \"own\" > 1']}\n"
                    "      until: {asserts: ['jsonpath \"$.b\" == \"x {{own}}\"']}\n")});
  const auto& flow = flow_of(scenario, 1);
  EXPECT_EQ(scenario.tasks[0].steps[1].checks.size(), 1U);
  EXPECT_EQ(flow.value_checks.size(), 2U);
  EXPECT_EQ(flow.until->value_checks.size(), 1U);
  ASSERT_EQ(flow.named.size(), 2U);
  EXPECT_EQ(flow.named[0].name, "id");
  EXPECT_EQ(flow.named[1].slot, 1U);
  EXPECT_THAT(finding({steps("    - {get: /, expect: {asserts: ['jsonpath \"$.a\" == {{late}}']}}\n"
                             "    - {get: /, capture: {late: $.id}}\n")}),
              AllOf(HasSubstr("requests[0].steps[0].expect.asserts"), HasSubstr("{{late}} is not there yet")));
  EXPECT_THAT(finding({steps("    - {get: /, capture: {id: $.id}}\n"
                             "    - {get: /, when: {asserts: ['status == {{id}}']}}\n")}),
              HasSubstr("asserts of `when` name no captured values"));
}

TEST(Flow, ends_with_a_failure_where_the_task_says_so) {
  const auto scenario = parsed(
      {"target: http://h\nrequests:\n  - {name: a, on_failure: end, steps: [{get: /a}, {get: /b}]}\n  - get: /c\n"});
  EXPECT_TRUE(scenario.tasks[0].ends_with_failure);
  EXPECT_FALSE(scenario.tasks[1].ends_with_failure);
}

TEST(Flow, refuses_a_value_that_is_used_before_it_is_captured) {
  EXPECT_THAT(finding({steps("    - {get: '/{{id}}'}\n    - {get: /b, capture: {id: $.id}}\n")}),
              AllOf(HasSubstr("soak.yaml:4"), HasSubstr("requests[0].steps[0]"),
                    HasSubstr("{{id}} is not there yet: requests[0].steps[1] captures it")));
  // By itself, in its next round at the earliest.
  EXPECT_THAT(finding({steps("    - {get: '/{{id}}', capture: {id: $.id}, until: {status: 200}}\n")}),
              HasSubstr("{{id}} is not there yet"));
  // By another task.
  EXPECT_THAT(finding({"target: http://h\nrequests:\n  - {get: '/{{id}}'}\n"
                       "  - {get: /b, capture: {id: $.id}}\n"}),
              HasSubstr("requests[1] captures it, and no step before this one does"));
  // Round and round.
  EXPECT_THAT(findings({steps("    - {get: '/{{b}}', capture: {a: $.a}}\n    - {get: '/{{a}}', capture: {b: $.b}}\n")}),
              ElementsAre(HasSubstr("{{b}} is not there yet: requests[0].steps[1]")));
  EXPECT_THAT(
      finding({"target: http://h\nheaders: {A: '{{t}}'}\nrequests: [{get: /a}, {get: /b, capture: {t: $.t}}]\n"}),
      AllOf(HasSubstr("headers.A"), HasSubstr("{{t}} is not there yet")));
}

TEST(Flow, refuses_unknown_names_with_the_nearest) {
  EXPECT_THAT(finding({steps("    - {get: /, capture: {token: $.t}}\n    - {get: '/{{tokn}}'}\n")}),
              AllOf(HasSubstr("unknown name \"tokn\""), HasSubstr("did you mean \"token\"?")));
  EXPECT_THAT(finding({steps("    - {get: /, capture: {token: $.t}}\n    - {get: /, when: {captured: {tokn: 1}}}\n")}),
              AllOf(HasSubstr("when.captured.tokn"), HasSubstr("did you mean \"token\"?")));
  EXPECT_THAT(finding({steps("    - {get: /, capture: {a: {jsn: $.t}}}\n")}), HasSubstr("did you mean \"json\"?"));
}

TEST(Flow, refuses_what_cannot_be_captured) {
  const auto capture = [](const std::string& what) {
    return finding({steps("    - {get: /, capture: " + what + "}\n")});
  };
  EXPECT_THAT(capture("{user: $.a}"), HasSubstr("{{user}} has a meaning of its own"));
  EXPECT_THAT(capture("{a.b: $.a}"), HasSubstr("expected a name of letters, digits, _ and -"));
  EXPECT_THAT(capture("{a: token}"), HasSubstr("expected a JSON path like \"$.id\""));
  EXPECT_THAT(capture("{a: '$.['}"), HasSubstr("at column"));
  EXPECT_THAT(capture("{a: {json: $.a, header: B}}"), HasSubstr("a value comes from one place"));
  EXPECT_THAT(capture("{a: {default: 1}}"), HasSubstr("needs what is captured"));
  EXPECT_THAT(capture("{a: {regex: '(a'}}"), HasSubstr("is not a regular expression"));
  EXPECT_THAT(capture("{}"), HasSubstr("expected names with what they are"));
}

TEST(Flow, refuses_one_name_for_all_and_for_one) {
  EXPECT_THAT(finding({"target: http://h\nlogin: [{post: /t, capture: {token: $.t}}]\n"
                       "requests: [{get: /, capture: {token: $.t}}]\n"}),
              AllOf(HasSubstr("requests[0].capture.token"), HasSubstr("login[0] captures it already")));
}

TEST(Flow, refuses_loops_without_bound_and_conditions_without_a_before) {
  EXPECT_THAT(finding({steps("    - {get: /, until: {every: 1s}}\n")}), HasSubstr("needs what is waited for"));
  EXPECT_THAT(finding({steps("    - {get: /, until: {status: 200, at_most: 0}}\n")}),
              HasSubstr("expected a whole number from 1 to 10000"));
  EXPECT_THAT(finding({steps("    - {get: /, until: {status: 200, within: 0}}\n")}),
              HasSubstr("expected a duration above 0"));
  EXPECT_THAT(finding({steps("    - {get: /, repeat: 0}\n")}), HasSubstr("expected a whole number from 1 to 10000"));
  EXPECT_THAT(finding({steps("    - {get: /, repeat: 2, until: {status: 200}}\n")}), HasSubstr("sent until then"));
  EXPECT_THAT(finding({steps("    - {get: /, when: {status: 200}}\n    - {get: /b}\n")}),
              HasSubstr("the first step is always sent"));
  EXPECT_THAT(finding({"target: http://h\nrequests: [{get: /, when: {status: 200}}]\n"}),
              HasSubstr("the first request of a task is always sent"));
  EXPECT_THAT(finding({steps("    - {get: /a, wait: {pacing: 1s}}\n    - {get: /b}\n")}),
              HasSubstr("within a task a wait is a pause"));
  EXPECT_THAT(finding({steps("    - {get: /a, wait: 3s..1s}\n    - {get: /b}\n")}),
              HasSubstr("the lower end is above the upper"));
  EXPECT_THAT(finding({steps("    - {get: /a, think: 1s}\n    - {get: /b}\n")}),
              HasSubstr("belongs to the request that has the steps"));
  EXPECT_THAT(finding({"target: http://h\nlogin: []\nrequests: [{get: /}]\n"}), HasSubstr("at least one step"));
}

TEST(Flow, refuses_what_belongs_to_the_load_in_what_is_sent_once) {
  EXPECT_THAT(finding({"target: http://h\nbefore_all: [{post: '/{{user}}'}]\nrequests: [{get: /}]\n"}),
              AllOf(HasSubstr("before_all[0]"), HasSubstr("sent once, and by no user")));
  EXPECT_THAT(finding({"target: http://h\nload: {rate: 1/s}\nlogin: [{post: '/{{user}}'}]\nrequests: [{get: /}]\n"}),
              HasSubstr("requests at a rate belong to no user"));
}

TEST(Flow, may_be_held_to_a_threshold_by_its_name) {
  parsed(
      {"target: http://h\nrequests: [{name: batch, steps: [{get: /a}, {get: /b}]}]\n"
       "thresholds: [flow_p95 of batch < 3s, failed_flows == 0]\n"});
  EXPECT_THAT(finding({"target: http://h\nrequests: [{name: batch, steps: [{get: /a}, {get: /b}]}]\n"
                       "thresholds: [flow_p95 of bach < 3s]\n"}),
              AllOf(HasSubstr(R"(there is no flow named "bach")"), HasSubstr(R"(did you mean "batch"?)")));
  EXPECT_THAT(finding({"target: http://h\nrequests: [{get: /a}]\nthresholds: [failed_flows == 0]\n"}),
              HasSubstr("there is no flow"));
}

TEST(Flow, refuses_two_rows_of_one_name) {
  EXPECT_THAT(finding({"target: http://h\nlogin: [{name: a, post: /t}]\nrequests: [{name: a, get: /}]\n"}),
              HasSubstr(R"(there is a request named "a" already, requests[0])"));
}

}  // namespace plimsoll::test::flow_test
