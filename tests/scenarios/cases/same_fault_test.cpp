// A smaller bad request is one only as long as it is wrong in the same way.

#include "scenarios/cases/fault_place.h"
#include "scenarios/cases/schema_fault.h"
#include "scenarios/cases/schema_mutation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace plimsoll::test::same_fault_test {

constexpr std::string_view kRight = R"({"a":1,"rows":[[1,2],[3,4]],"name":"Ann"})";

FaultPlace fault(std::string_view bad) { return FaultPlace::between(kRight, bad).value(); }

TEST(SameFault, of_a_value_stays_at_its_place) {
  const auto null = fault(R"({"a":null,"rows":[[1,2],[3,4]],"name":"Ann"})");
  EXPECT_TRUE(null.is_in(R"({"a":null})"));
  EXPECT_FALSE(null.is_in("{}")) << "that is a missing member";
  EXPECT_FALSE(null.is_in(R"({"a":1})"));
  EXPECT_EQ(null.repaired(R"({"a":null})"), R"({"a":1})");
}

TEST(SameFault, of_a_missing_member_needs_the_object_it_is_missing_in) {
  const auto missing = fault(R"({"rows":[[1,2],[3,4]],"name":"Ann"})");
  EXPECT_TRUE(missing.is_in("{}"));
  EXPECT_FALSE(missing.is_in("[]"));
  EXPECT_FALSE(missing.is_in(R"({"a":1})"));
  EXPECT_EQ(missing.repaired("{}"), R"({"a":1})");
}

TEST(SameFault, of_more_than_there_is_stays_more) {
  const auto extra = fault(R"({"a":1,"rows":[[1,2],[3,4]],"name":"Ann","b":7})");
  EXPECT_TRUE(extra.is_in(R"({"b":7})"));
  EXPECT_EQ(extra.repaired(R"({"b":7})"), "{}");
  const auto longer = fault(R"({"a":1,"rows":[[1,2],[3,4]],"name":"AnnAnnAnn"})");
  EXPECT_TRUE(longer.is_in(R"({"name":"AnnA"})"));
  EXPECT_FALSE(longer.is_in(R"({"name":"A"})")) << "shorter than a good one is another fault";
  const auto shorter = fault(R"({"a":1,"rows":[[1,2],[3]],"name":"Ann"})");
  EXPECT_TRUE(shorter.is_in(R"({"rows":[[1,2],[3]]})"));
  EXPECT_FALSE(shorter.is_in(R"({"rows":[[1,2],[]]})"));
}

TEST(SameFault, of_a_nan_is_found_in_what_is_no_json) {
  const auto nan = fault(R"({"a":NaN,"rows":[[1,2],[3,4]],"name":"Ann"})");
  EXPECT_TRUE(nan.is_in(R"({"a":NaN})"));
  EXPECT_FALSE(nan.is_in("NaN"));
  EXPECT_EQ(nan.repaired(R"({"a":NaN,"name":"x"})"), R"({"a":1,"name":"x"})");
}

TEST(SameFault, of_a_text_that_is_no_json_stays_one) {
  EXPECT_FALSE(FaultPlace::between(kRight, R"({"a":1)").has_value());
  EXPECT_TRUE(has_form_of("{", R"({"a":1)"));
  EXPECT_FALSE(has_form_of("1", R"({"a":1)"));
  EXPECT_FALSE(has_form_of("", R"({"a":1)"));
  EXPECT_TRUE(has_form_of("[]", "[[[]]]"));
}

TEST(SameFault, of_a_schema_is_the_same_rule_at_the_same_place) {
  const auto schema = JsonSchema::compile({R"({"properties": {"features": {"type": "array", "minItems": 1,
      "items": {"type": "number", "maximum": 10}}}, "required": ["features"]})",
                                           "body.json"})
                          .value();
  const auto mutants = mutate_by_schema(R"({"features":[1,2],"more":1})", *schema).value().list;
  const auto above = std::find_if(mutants.begin(), mutants.end(), [](const Mutant& one) {
    return one.name.starts_with("schema $.features[0]: is 11, above the maximum 10");
  });
  ASSERT_NE(above, mutants.end());
  const SchemaFault rule(schema, above->broken);
  EXPECT_TRUE(rule.is_all_of(above->body));
  EXPECT_TRUE(rule.is_all_of(R"({"features":[11]})"));
  EXPECT_FALSE(rule.is_all_of(R"({"features":[]})")) << "too few";
  EXPECT_FALSE(rule.is_all_of("{}"));
  EXPECT_FALSE(rule.is_all_of(R"({"features":[11,"x"]})"));
}

}  // namespace plimsoll::test::same_fault_test
