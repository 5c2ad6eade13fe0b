// Bad requests out of a good one and its schema: each breaks one rule, and the schema has said so.

#include "scenarios/cases/schema_mutation.h"
#include "tests/scenarios/scenario_text.h"

#include "scenarios/cases/case_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace plimsoll::test::schema_mutation_test {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::string_view kSchema = R"({
  "type": "object",
  "required": ["age", "plan"],
  "additionalProperties": false,
  "properties": {
    "age": {"type": "integer", "minimum": 0, "maximum": 120},
    "plan": {"enum": ["basic", "premium"]},
    "id": {"type": "string", "minLength": 2, "maxLength": 4, "pattern": "^[a-z]+$"},
    "scores": {"type": "array", "minItems": 1, "maxItems": 3, "uniqueItems": true,
               "items": {"type": "number", "exclusiveMaximum": 1, "multipleOf": 0.25}},
    "note": {"anyOf": [{"type": "string"}, {"type": "null"}]}
  }
})";
constexpr std::string_view kGood = R"({"age":41,"plan":"basic","id":"abc","scores":[0.5,0.25],"note":"x"})";

std::shared_ptr<const JsonSchema> schema(std::string_view text) {
  return JsonSchema::compile({std::string(text), "body.json"}).value();
}

std::vector<std::string> names(std::string_view good, std::string_view text) {
  std::vector<std::string> all;
  for (const auto& mutant : mutate_by_schema(good, *schema(text)).value().list) all.push_back(mutant.name);
  return all;
}

TEST(SchemaMutation, breaks_each_rule_of_the_schema) {
  const auto all = names(kGood, kSchema);
  for (const auto* name :
       {"schema $: has no \"age\", which is required", "schema $: has no \"plan\", which is required",
        "schema $.plimsoll_extra: is 1, which is no property of the schema", "schema $.age: is -1, below the minimum 0",
        "schema $.age: is 121, above the maximum 120", "schema $.age: is \"plimsoll\", not of type integer",
        "schema $.age: is 12345.5, not of type integer", R"(schema $.plan: is "plimsoll", none of ["basic","premium"])",
        "schema $.id: has 1 characters, fewer than 2", "schema $.id: has 5 characters, more than 4",
        "schema $.id: is \"!!!\", which does not match ^[a-z]+$", "schema $.scores: has 0 elements, fewer than 1",
        "schema $.scores: has 0 and 2, elements that are equal", "schema $.scores[0]: is 1, not below 1"})
    EXPECT_THAT(all, Contains(name));
  EXPECT_THAT(all, Contains(HasSubstr("no multiple of 0.25")));
  EXPECT_THAT(all, Contains(HasSubstr("schema $.note: fits none of 2 schemas")));
}

TEST(SchemaMutation, every_body_is_wrong_at_one_place_and_no_two_are_alike) {
  const auto its = schema(kSchema);
  std::set<std::string> bodies;
  const auto mutants = mutate_by_schema(kGood, *its).value();
  EXPECT_GT(mutants.list.size(), 25U);
  for (const auto& mutant : mutants.list) {
    EXPECT_TRUE(bodies.insert(mutant.body).second) << mutant.body;
    JsonTree tree;
    ASSERT_TRUE(tree.parse(mutant.body));
    const auto findings = its->findings(tree, 20);
    ASSERT_GT(findings.all, 0U) << mutant.body;
    for (const auto& finding : findings.list) EXPECT_EQ(finding.place, findings.list[0].place) << mutant.body;
  }
}

TEST(SchemaMutation, what_is_filled_in_stays_so_where_it_is_not_what_is_wrong) {
  const auto mutants = mutate_by_schema(R"({"age":"{{row.age}}","plan":"{{row.plan}}"})", *schema(kSchema)).value();
  std::vector<std::string> bodies;
  for (const auto& mutant : mutants.list) bodies.push_back(mutant.body);
  EXPECT_THAT(bodies, Contains(R"({"age":-1,"plan":"{{row.plan}}"})"));
  EXPECT_THAT(bodies, Contains(R"({"plan":"{{row.plan}}"})"));
}

TEST(SchemaMutation, of_a_body_that_does_not_hold_nothing_is_derived) {
  EXPECT_THAT(mutate_by_schema(R"({"age":"old"})", *schema(kSchema)).error().message, HasSubstr("$.age: is \"old\""));
  EXPECT_THAT(mutate_by_schema("age=1", *schema(kSchema)).error().message, HasSubstr("no JSON"));
}

const CasePlan& plan_of(const Scenario& scenario) { return *scenario.tasks.front().steps.front().cases; }

TEST(SchemaMutation, a_scenario_asks_for_a_refusal_of_each) {
  const auto scenario = parsed({.text = with_request(R"(post: /predict
json: {age: 1}
body_schema: {properties: {age: {minimum: 0}}}
cases: {mutate: [schema]})")});
  const auto& plan = plan_of(scenario);
  ASSERT_FALSE(plan.cases.empty());
  EXPECT_EQ(plan.cases.front().request.name, "schema $.age: is -1, below the minimum 0");
  EXPECT_EQ(std::get<StatusCheck>(plan.cases.front().request.checks.front()).classes, std::vector{4});
}

TEST(SchemaMutation, needs_a_schema_where_it_is_named_and_is_left_out_of_all_without_one) {
  EXPECT_THAT(finding({.text = with_request("post: /p\njson: {a: 1}\ncases: {mutate: [schema]}")}),
              HasSubstr("needs the body_schema of the request"));
  EXPECT_FALSE(plan_of(parsed({.text = with_request("post: /p\njson: {a: 1}\ncases: {mutate: all}")})).cases.empty());
}

}  // namespace plimsoll::test::schema_mutation_test
