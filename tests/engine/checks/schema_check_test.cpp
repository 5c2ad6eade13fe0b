// Answers against a JSON Schema.

#include "engine/checks/checks.h"
#include "scenarios/json_schema/json_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::schema_check_test {

using testing::HasSubstr;

CheckFailure judged(const std::string& schema, const std::string& body, std::vector<Check> more = {}) {
  more.insert(more.begin(), SchemaCheck{JsonSchema::compile({schema, "answer.schema.json"}).value()});
  Response response;
  response.status = 200;
  response.body = body;
  return Checker::compile(more).value().judge(response, {});
}

constexpr const char* kScores =
    R"({"properties":{"predictions":{"items":{"properties":{"score":{"type":"number","maximum":1}}}}}})";

TEST(SchemaCheck, an_answer_that_holds_passes) {
  EXPECT_EQ(judged(kScores, R"({"predictions":[{"score":0.5}]})").kind, FailureKind::none);
}

TEST(SchemaCheck, a_failure_names_place_and_rule_and_its_details_the_values) {
  const auto failure = judged(kScores, R"({"predictions":[{"score":0.5},{"score":1.2},{"score":"x"}]})");
  EXPECT_EQ(failure.kind, FailureKind::check);
  EXPECT_EQ(failure.message,
            "answer.schema.json: $.predictions[*].score: above the maximum 1 (schema at "
            "#/properties/predictions/items/properties/score/maximum)");
  EXPECT_EQ(failure.detail,
            "$.predictions[1].score: is 1.2, above the maximum 1 (schema at "
            "#/properties/predictions/items/properties/score/maximum)\n"
            "$.predictions[2].score: is \"x\", not of type number (schema at "
            "#/properties/predictions/items/properties/score/type)");
}

TEST(SchemaCheck, equal_failures_have_equal_messages) {
  EXPECT_EQ(judged(kScores, R"({"predictions":[{"score":3}]})").message,
            judged(kScores, R"({"predictions":[{},{},{"score":7}]})").message);
}

TEST(SchemaCheck, the_first_twenty_are_told_and_how_many_there_are) {
  std::string list = "[";
  for (int i = 0; i < 50; ++i) list += "\"x\",";
  EXPECT_THAT(judged(R"({"items":{"type":"integer"}})", list + "1]").detail, HasSubstr("\n... 50 in all"));
}

TEST(SchemaCheck, a_body_that_is_no_json_is_told_as_such) {
  const auto failure = judged("{}", "<html>");
  EXPECT_EQ(failure.kind, FailureKind::check);
  EXPECT_THAT(failure.message, HasSubstr("JSON"));
}

TEST(SchemaCheck, stands_beside_other_checks_of_the_same_body) {
  const std::vector<Check> place = {
      JsonPathCheck{"$.a", JsonPathCheck::Equals{std::make_shared<const nlohmann::json>(1)}}};
  EXPECT_EQ(judged(R"({"required":["a"]})", R"({"a":1})", place).kind, FailureKind::none);
  EXPECT_THAT(judged(R"({"required":["a"]})", R"({"a":2})", place).message, HasSubstr("$.a"));
}

}  // namespace plimsoll::schema_check_test
