// `cases` of a request: written out and derived, and what is wrong with them.

#include "scenarios/cases/case_plan.h"
#include "tests/scenarios/scenario_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <variant>

namespace plimsoll::test::case_test {

using ::testing::HasSubstr;

CasePlan plan(const std::string& cases) {
  const auto scenario =
      parsed({"target: http://h\nrequests:\n  - post: /predict\n    json: {a: 1}\n    headers: {x-k: v}\n"
              "    cases: " +
              cases + "\n"});
  const auto& step = scenario.tasks.at(0).steps.at(0);
  return step.cases ? *step.cases : CasePlan();
}

std::string trouble(const std::string& cases) {
  return finding({"target: http://h\nrequests:\n  - post: /predict\n    json: {a: 1}\n    cases: " + cases + "\n"});
}

const StatusCheck& status(const BadCase& one) { return std::get<StatusCheck>(one.request.checks.at(0)); }

TEST(Cases, written_out_are_as_the_good_request_but_for_what_they_give) {
  const auto cases =
      plan("[{json: {}, expect: 400}, {text: nope}, {method: get}, {without: [x-k]}, {no_body: true}]").cases;
  ASSERT_EQ(cases.size(), 5U);
  EXPECT_EQ(*cases[0].request.bodies.payloads.at(0), "{}");
  EXPECT_EQ(cases[0].request.bodies.content_type, "application/json");
  EXPECT_TRUE(status(cases[0]).holds(400));
  EXPECT_FALSE(status(cases[0]).holds(422));
  EXPECT_EQ(cases[1].request.name, "nope");
  EXPECT_EQ(cases[1].request.bodies.content_type, "application/json");
  EXPECT_TRUE(status(cases[1]).holds(422));
  EXPECT_FALSE(status(cases[1]).holds(200));
  EXPECT_EQ(cases[2].request.method, Method::get);
  EXPECT_TRUE(cases[3].request.headers.empty());
  EXPECT_TRUE(cases[4].request.bodies.payloads.empty());
}

TEST(Cases, derived_may_be_accepted_unless_it_is_said_what_they_are_to_be_answered) {
  const auto lenient = plan("{mutate: [null]}");
  ASSERT_EQ(lenient.cases.size(), 1U);
  EXPECT_EQ(lenient.cases[0].request.name, "null $.a");
  EXPECT_TRUE(status(lenient.cases[0]).holds(200));
  EXPECT_FALSE(status(lenient.cases[0]).holds(500));
  EXPECT_FALSE(status(plan("{mutate: [null], expect: 4xx}").cases[0]).holds(200));
}

TEST(Cases, are_sent_in_a_load_where_they_have_a_share) {
  EXPECT_EQ(plan("{mutate: all}").share, 0);
  EXPECT_DOUBLE_EQ(plan("{mutate: all, share: 5%}").share, 0.05);
  EXPECT_EQ(plan("{mutate: all, timeout: 2s}").cases[0].request.timeout, std::chrono::seconds(2));
  EXPECT_EQ(plan("{mutate: all}").cases[0].request.timeout, std::chrono::seconds(10));
}

TEST(Cases, are_filled_in_as_the_good_request_is) {
  const auto scenario =
      parsed({"target: http://h\nrequests:\n  - post: /p\n    json: {a: \"{{random.int 1 9}}\", b: 1}\n"
              "    cases: {mutate: [nan, null]}\n"});
  const auto& cases = scenario.tasks[0].steps[0].cases->cases;
  ASSERT_EQ(cases.size(), 4U);
  EXPECT_EQ(cases[1].request.name, "nan $.b");
  ASSERT_TRUE(cases[1].request.varying);
  const auto& text = cases[1].request.varying->bodies.at(0);
  EXPECT_EQ(text.insertions.size(), 1U);
  EXPECT_EQ(text.literals.back(), ",\"b\":NaN}");
}

TEST(Cases, that_say_nothing_are_refused) {
  EXPECT_THAT(trouble("[{expect: 400}]"), HasSubstr("is as the good request: say what is wrong"));
  EXPECT_THAT(trouble("{}"), HasSubstr("needs `requests`, or `mutate: all`"));
  EXPECT_THAT(trouble("[]"), HasSubstr("has no case: write one, or mutate: all"));
  EXPECT_THAT(trouble("{mutate: [nul]}"), HasSubstr("nul"));
  EXPECT_THAT(trouble("{mutate: every}"), HasSubstr("expected all, or a list of missing_field"));
  EXPECT_THAT(trouble("{mutate: all, share: 120%}"), HasSubstr("at most 100%"));
  EXPECT_THAT(trouble("[{json: {}, text: a}]"), HasSubstr("a case has one body: `json` gives it already"));
}

TEST(Cases, without_a_header_that_the_good_request_lacks_are_refused) {
  EXPECT_THAT(trouble("[{without: [nothere]}]"), HasSubstr("the good request has no header \"nothere\""));
  EXPECT_THAT(trouble("[{without: [Authorisation]}]"), HasSubstr("did you mean \"authorization\"?"));
  EXPECT_EQ(plan("[{without: [X-K, Content-Type]}]").cases.size(), 1U);
}

TEST(Cases, that_no_load_sends_have_no_threshold) {
  const auto with = [](const std::string& cases) {
    return ScenarioText{"target: http://h\nrequests:\n  - post: /p\n    json: {a: 1}\n    cases: " + cases +
                        "\nthresholds: [failed_cases == 0]\n"};
  };
  EXPECT_THAT(finding(with("{mutate: all}")), HasSubstr("no request has bad requests in the load: give its cases"));
  EXPECT_EQ(parsed(with("{mutate: all, share: 5%}")).thresholds.size(), 1U);
}

TEST(Cases, of_a_body_that_is_none_are_refused_where_nothing_can_be_derived) {
  EXPECT_THAT(finding({"target: http://h\nrequests:\n  - get: /a\n    cases: {mutate: [null]}\n"}),
              HasSubstr("the request has no body that could be made wrong"));
}

TEST(Cases, of_a_step_that_others_need_have_no_share) {
  EXPECT_THAT(
      finding({"target: http://h\nrequests:\n  - name: flow\n    steps:\n      - post: /a\n        json: {a: 1}\n"
               "        capture: {id: $.id}\n        cases: {mutate: all, share: 5%}\n"
               "      - get: /b/{{id}}\n"}),
      HasSubstr("the steps after this one need its answer"));
}

}  // namespace plimsoll::test::case_test
