// Values against a schema: what is said of what does not hold, what a schema may refer to, what is refused, and bounds.

#include "scenarios/json_schema/json_schema.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::json_schema_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::shared_ptr<const JsonSchema> schema(const std::string& text) {
  const auto compiled = JsonSchema::compile({text, "a.json"});
  EXPECT_TRUE(compiled.has_value()) << (compiled.has_error() ? compiled.error().message : "");
  return compiled.has_value() ? *compiled : nullptr;
}

std::string refusal(const std::string& text) {
  const auto compiled = JsonSchema::compile({text, "a.json"});
  return compiled.has_error() ? compiled.error().message : "it is taken";
}

std::vector<std::string> found(const JsonSchema& schema, const std::string& value) {
  JsonTree tree;
  EXPECT_TRUE(tree.parse(value)) << value;
  const auto findings = schema.findings(tree, 20);
  EXPECT_EQ(schema.holds(tree), findings.all == 0);
  std::vector<std::string> texts;
  for (const auto& finding : findings.list) texts.push_back(finding.text());
  return texts;
}

std::vector<std::string> found(const std::string& text, const std::string& value) {
  const auto compiled = schema(text);
  return compiled ? found(*compiled, value) : std::vector<std::string>();
}

bool holds(const std::string& text, const std::string& value) { return found(text, value).empty(); }

TEST(JsonSchema, names_place_value_rule_and_where_the_schema_says_it) {
  EXPECT_THAT(found(R"({"properties":{"predictions":{"items":{"properties":{"score":{"maximum":1}}}}}})",
                    R"({"predictions":[{"score":0.5},{"score":1.2}]})"),
              ElementsAre("$.predictions[1].score: is 1.2, above the maximum 1 (schema at "
                          "#/properties/predictions/items/properties/score/maximum)"));
}

TEST(JsonSchema, all_findings_are_told_each_at_its_place) {
  EXPECT_THAT(found(R"({"type":"object","required":["a","b"],"properties":{"c":{"type":"integer","minimum":3},
                       "d":{"enum":["x","y"]}},"additionalProperties":false})",
                    R"({"a":1,"c":2.5,"d":"z"})"),
              ElementsAre("$.a: is 1, which is no property of the schema (schema at #/additionalProperties)",
                          "$.c: is 2.5, not of type integer (schema at #/properties/c/type)",
                          "$.c: is 2.5, below the minimum 3 (schema at #/properties/c/minimum)",
                          R"($.d: is "z", none of ["x","y"] (schema at #/properties/d/enum))",
                          R"($: has no "b", which is required (schema at #/required))"));
}

TEST(JsonSchema, of_several_schemas_the_nearest_is_told) {
  const auto texts =
      found(R"({"anyOf":[{"type":"string"},{"properties":{"age":{"type":"integer"}}}]})", R"({"age":"old"})");
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_THAT(texts[0], HasSubstr("fits none of 2 schemas; the nearest: $.age: is \"old\", not of type integer"));
  EXPECT_THAT(found(R"({"oneOf":[{"minimum":1},{"maximum":5}]})", "3"),
              ElementsAre("$: fits 2 schemas, and has to fit one alone (schema at #/oneOf)"));
}

TEST(JsonSchema, kinds_of_findings_name_no_value_and_no_index) {
  JsonTree tree;
  ASSERT_TRUE(tree.parse(R"([{"a b":[1]},{"a b":[1,"x"]}])"));
  const auto findings = schema(R"({"items":{"properties":{"a b":{"items":{"type":"number"}}}}})")->findings(tree, 10);
  ASSERT_EQ(findings.list.size(), 1U);
  EXPECT_EQ(findings.list[0].place, "$[1]['a b'][1]");
  EXPECT_THAT(findings.list[0].kind(), HasSubstr("$[*]['a b'][*]: not of type number"));
}

TEST(JsonSchema, numbers_are_what_is_written) {
  EXPECT_TRUE(holds(R"({"type":"integer"})", "1.0"));
  EXPECT_TRUE(holds(R"({"type":"integer"})", "1e400"));
  EXPECT_FALSE(holds(R"({"type":"integer"})", "1.5"));
  EXPECT_FALSE(holds(R"({"const":9007199254740993})", "9007199254740992"));
  EXPECT_TRUE(holds(R"({"const":9007199254740993})", "9007199254740993.0"));
  EXPECT_FALSE(holds(R"({"maximum":18446744073709551616})", "18446744073709551617"));
  EXPECT_TRUE(holds(R"({"maximum":18446744073709551616})", "18446744073709551616"));
  EXPECT_TRUE(holds(R"({"multipleOf":0.01})", "4.35"));
  EXPECT_FALSE(holds(R"({"multipleOf":0.01})", "4.355"));
  EXPECT_TRUE(holds(R"({"multipleOf":0.01})", "123456789012345678901234567890.12"));
  EXPECT_TRUE(holds(R"({"multipleOf":3})", "3e300"));
  EXPECT_TRUE(holds(R"({"enum":[100]})", "1e2"));
}

TEST(JsonSchema, lengths_are_those_of_characters) {
  EXPECT_TRUE(holds(R"({"maxLength":2})", R"("äö")"));
  EXPECT_TRUE(holds(R"({"minLength":1,"maxLength":1})", "\"\xF0\x9F\x98\x80\""));
  EXPECT_FALSE(holds(R"({"minLength":3})", R"("äö")"));
}

TEST(JsonSchema, a_reference_leads_to_a_file_beside_it) {
  TempFolder folder;
  folder.write("parts/item.json", R"({"$defs":{"age":{"type":"integer"}},"$ref":"more.json"})");
  folder.write("parts/more.json", R"({"properties":{"age":{"$ref":"item.json#/$defs/age"}}})");
  const auto file = folder.write("a.json", R"({"items":{"$ref":"parts/item.json"}})");
  const auto compiled = JsonSchema::compile({folder.read("a.json"), "a.json", file});
  ASSERT_TRUE(compiled.has_value()) << compiled.error().message;
  EXPECT_THAT(found(**compiled, R"([{"age":1},{"age":"x"}])"),
              ElementsAre(R"($[1].age: is "x", not of type integer (schema at parts/item.json#/$defs/age/type))"));
}

TEST(JsonSchema, a_name_beside_an_id_on_the_web_is_a_file_beside_its_file) {
  TempFolder folder;
  folder.write("item.json", R"({"$id":"https://example.com/schemas/item.json","type":"integer"})");
  const auto file =
      folder.write("a.json", R"({"$id":"https://example.com/schemas/a.json","items":{"$ref":"item.json"}})");
  const auto compiled = JsonSchema::compile({folder.read("a.json"), "a.json", file});
  ASSERT_TRUE(compiled.has_value()) << compiled.error().message;
  EXPECT_THAT(found(**compiled, R"(["x"])"), ::testing::SizeIs(1));
}

TEST(JsonSchema, nothing_is_asked_of_a_network) {
  EXPECT_THAT(refusal(R"({"$ref":"https://example.com/a.json"})"), HasSubstr("nothing is asked of a network"));
  EXPECT_THAT(refusal(R"({"$ref":"//example.com/a.json"})"), HasSubstr("a.json"));
  EXPECT_TRUE(holds(R"({"$ref":"https://json-schema.org/draft/2020-12/schema"})", R"({"type":"integer"})"));
  EXPECT_FALSE(holds(R"({"$ref":"https://json-schema.org/draft/2020-12/schema"})", R"({"type":"intger"})"));
}

TEST(JsonSchema, what_is_no_schema_is_told_with_its_place) {
  EXPECT_THAT(refusal(R"({"properties":{"a":{"type":"strng"}}})"),
              HasSubstr("a.json: #/properties/a/type: expected null, boolean, integer"));
  EXPECT_THAT(refusal(R"({"properties":{"a":{"required":true}}})"), HasSubstr("beside `properties`"));
  EXPECT_THAT(refusal(R"({"minimum":"3"})"), HasSubstr("#/minimum: expected a number, got \"3\""));
  EXPECT_THAT(refusal(R"({"pattern":"("})"), HasSubstr("#/pattern: \"(\" is not a regular expression"));
  EXPECT_THAT(refusal(R"({"$ref":"#/$defs/none"})"), HasSubstr("leads to nothing"));
  EXPECT_THAT(refusal(R"({"$ref":"#none"})"), HasSubstr("has the anchor \"none\""));
  EXPECT_THAT(refusal(R"({"allOf":[]})"), HasSubstr("a list of schemas"));
  EXPECT_THAT(refusal("[]"), HasSubstr("expected a schema"));
  EXPECT_THAT(refusal("{\"a\":"), HasSubstr("a.json"));
  EXPECT_THAT(refusal(R"({"multipleOf":0})"), HasSubstr("above 0"));
}

TEST(JsonSchema, what_an_older_draft_means_otherwise_is_refused_by_name) {
  EXPECT_THAT(refusal(R"({"items":[{"type":"integer"}]})"), HasSubstr("prefixItems"));
  EXPECT_THAT(refusal(R"({"additionalItems":false})"), HasSubstr("draft-07"));
  EXPECT_THAT(refusal(R"({"type":"string","nullable":true})"), HasSubstr("OpenAPI 3.0"));
  EXPECT_THAT(refusal(R"({"dependencies":{}})"), HasSubstr("dependentRequired"));
  EXPECT_THAT(refusal(R"({"minimum":1,"exclusiveMinimum":true})"), HasSubstr("since draft 6"));
  EXPECT_THAT(refusal(R"({"$schema":"http://json-schema.org/draft-04/schema#"})"), HasSubstr("2020-12, 2019-09"));
  EXPECT_FALSE(holds(R"({"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"integer"}],
                         "additionalItems":false})",
                     "[1,2]"));
}

TEST(JsonSchema, a_circle_is_followed_as_deep_as_the_value_and_refused_where_it_has_no_end) {
  EXPECT_THAT(found(R"({"properties":{"next":{"$ref":"#"}},"required":["v"]})", R"({"v":1,"next":{"v":1,"next":{}}})"),
              ElementsAre(R"($.next.next: has no "v", which is required (schema at #/required))"));
  EXPECT_THAT(refusal(R"({"$ref":"#"})"), HasSubstr("leads back to itself"));
  EXPECT_THAT(refusal(R"({"$defs":{"a":{"allOf":[{"$ref":"#/$defs/b"}]},"b":{"not":{"$ref":"#/$defs/a"}}},
                          "$ref":"#/$defs/a"})"),
              HasSubstr("leads back to itself"));
  // Only while it is followed it is seen where this one leads.
  const auto texts = found(R"({"$id":"https://e.com/a","$dynamicAnchor":"x","anyOf":[{"$ref":"b"}],
        "$defs":{"b":{"$id":"b","$dynamicRef":"#x","$defs":{"c":{"$dynamicAnchor":"x"}}}}})",
                           "1");
  ASSERT_FALSE(texts.empty());
  EXPECT_THAT(texts.back(), HasSubstr("schemas within each other"));
}

TEST(JsonSchema, what_takes_too_many_steps_is_given_up_and_told) {
  std::string defs = R"("s0":{"type":"integer"})";
  for (int i = 1; i <= 60; ++i)
    defs += fmt::format(R"(,"s{0}":{{"allOf":[{{"$ref":"#/$defs/s{1}"}},{{"$ref":"#/$defs/s{1}"}}]}})", i, i - 1);
  const auto texts = found(fmt::format(R"({{"$ref":"#/$defs/s60","$defs":{{{}}}}})", defs), "1");
  ASSERT_FALSE(texts.empty());
  EXPECT_THAT(texts.back(), HasSubstr("steps"));
}

TEST(JsonSchema, unique_elements_of_a_long_list_are_told_apart_by_their_hash) {
  std::string list = "[";
  for (int i = 0; i < 100'000; ++i) list += fmt::format(R"({{"a":{},"b":[{}]}},)", i, i % 7);
  EXPECT_THAT(found(R"({"uniqueItems":true})", list + "1]"), IsEmpty());
  EXPECT_THAT(found(R"({"uniqueItems":true})", list + R"({"b":[3.0],"a":3}])"),
              ElementsAre("$: has 3 and 100000, elements that are equal (schema at #/uniqueItems)"));
}

TEST(JsonSchema, all_findings_are_counted_and_the_first_are_kept) {
  std::string list = "[";
  for (int i = 0; i < 5'000; ++i) list += "\"x\",";
  JsonTree tree;
  ASSERT_TRUE(tree.parse(list + "1]"));
  const auto findings = schema(R"({"items":{"type":"integer"}})")->findings(tree, 3);
  EXPECT_EQ(findings.all, 5'000U);
  EXPECT_EQ(findings.list.size(), 3U);
}

TEST(JsonSchema, a_format_is_a_note) { EXPECT_TRUE(holds(R"({"format":"date-time"})", R"("yesterday")")); }

TEST(JsonSchema, the_last_of_members_of_one_name_counts) {
  EXPECT_TRUE(holds(R"({"properties":{"a":{"type":"integer"}},"maxProperties":1})", R"({"a":"x","a":1})"));
  EXPECT_FALSE(holds(R"({"properties":{"a":{"type":"integer"}}})", R"({"a":1,"a":"x"})"));
}

TEST(JsonSchema, tells_what_fits_no_schema_as_one_kind_whatever_the_values_are) {
  const auto schema =
      JsonSchema::compile({R"({"items": {"anyOf": [{"type": "integer", "maximum": 9}, {"type": "null"}]}})", "s.json"})
          .value();
  JsonTree tree;
  ASSERT_TRUE(tree.parse("[11, 1, 12]"));
  const auto findings = schema->findings(tree, 9);
  ASSERT_EQ(findings.list.size(), 2U);
  EXPECT_NE(findings.list[0].text().find("is 11, above the maximum 9"), std::string::npos) << findings.list[0].text();
  EXPECT_EQ(findings.list[0].kind(), findings.list[1].kind());
  EXPECT_EQ(findings.list[0].kind(), "$[*]: fits none of 2 schemas (schema at #/items/anyOf)");
}

}  // namespace plimsoll::test::json_schema_test
