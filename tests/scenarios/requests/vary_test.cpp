// `vary: unique` of a request, as a scenario file has it.

#include "tests/scenarios/scenario_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plimsoll::test::vary_test {

using testing::ElementsAre;
using testing::HasSubstr;
using Source = Insertion::Source;

ScenarioText request(const std::string& text) {
  return {"target: http://127.0.0.1:5000\nrequests:\n  - " + text + "\n"};
}

std::vector<Source> sources(const std::string& text) {
  const auto scenario = parsed(request(text));
  std::vector<Source> all;
  const auto& varying = scenario.tasks.at(0).steps.at(0).varying;
  if (varying)
    for (const auto& insertion : varying->bodies.at(0).insertions) all.push_back(insertion.source);
  return all;
}

TEST(Vary, makes_each_json_body_new) {
  EXPECT_THAT(sources("{post: /, json: {x: [1.5, 2], y: '{{seq}}'}, vary: unique}"),
              ElementsAre(Source::unique_number, Source::sequence));
  EXPECT_THAT(sources("{post: /, json: {id: a, n: 1.5}, vary: {unique: $.id}}"), ElementsAre(Source::uuid));
  EXPECT_THAT(sources("{post: /, json: {id: 7}, vary: {unique: $.id}}"), ElementsAre(Source::unique_int));
  EXPECT_THAT(sources("{post: /, json: {id: 7.5}}"), ElementsAre()) << "nobody asked for it";
}

TEST(Vary, belongs_to_a_step_too) {
  const auto scenario = parsed(request("steps: [{post: /, json: [1.5], vary: unique}, {get: /}]"));
  EXPECT_TRUE(scenario.tasks.at(0).steps.at(0).varying);
  EXPECT_FALSE(scenario.tasks.at(0).steps.at(1).varying);
}

TEST(Vary, says_where_it_cannot_be_and_what_to_do) {
  EXPECT_THAT(finding(request("{get: /, vary: unique}")),
              HasSubstr("requests[0].vary: unique: there is no body; query: {_: "));
  EXPECT_THAT(finding(request("{post: /, text: a, vary: unique}")), HasSubstr("is for a JSON body; put {{uuid}}"));
  EXPECT_THAT(finding(request("{post: /, form: {a: 1}, vary: unique}")), HasSubstr("no harm in form"));
  EXPECT_THAT(finding(request("{post: /, json: {id: 7}, vary: unique}")), HasSubstr("name a place that may differ"));
  EXPECT_THAT(finding(request("{post: /, json: {id: 7}, vary: {unique: $.no}}")),
              HasSubstr("$.no: expected text or a number"));
  EXPECT_THAT(finding(request("{post: /, json: {id: 7}, vary: twice}")), HasSubstr("expected unique, or the place"));
  EXPECT_THAT(finding(request("{post: /, json: {id: 7}, vary: {unique: id}}")),
              HasSubstr("expected unique, or the place"));
}

}  // namespace plimsoll::test::vary_test
