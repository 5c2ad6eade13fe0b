// `body_schema` and `expect.schema` in a scenario: every body that a request can send is looked at before any load.

#include "scenarios/json_schema/json_schema.h"
#include "tests/scenarios/scenario_text.h"
#include "tests/support/temp_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::body_schema_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class BodySchemaTest : public ::testing::Test {
 protected:
  std::vector<std::string> found(const std::string& request, const std::string& top = "") const {
    return findings({.text = with_request(request) + top, .folder = folder_.path()});
  }
  TempFolder folder_;
};

TEST_F(BodySchemaTest, a_schema_is_a_file_or_written_out) {
  folder_.write("body.json", R"({"properties": {"age": {"maximum": 120}}})");
  EXPECT_THAT(found("post: /p\njson: {age: 41}\nbody_schema: body.json"), IsEmpty());
  EXPECT_THAT(found("post: /p\njson: {age: 212}\nbody_schema: \"@body.json\""),
              ElementsAre("soak.yaml:6: requests[0].body_schema: inline: $.age: is 212, above the maximum 120 (schema "
                          "at #/properties/age/maximum)"));
  EXPECT_THAT(found("post: /p\njson: {age: 212}\nbody_schema: {properties: {age: {maximum: 120}}}"), SizeIs(1));
}

TEST_F(BodySchemaTest, a_part_of_a_file_is_named_by_its_place) {
  folder_.write("openapi.json", R"({"openapi": "3.1.0", "components": {"schemas": {
    "Row": {"properties": {"plan": {"$ref": "#/components/schemas/Plan"}}}, "Plan": {"enum": ["basic"]}}}})");
  EXPECT_THAT(found("post: /p\njson: {plan: none}\nbody_schema: \"openapi.json#/components/schemas/Row\""),
              ElementsAre(HasSubstr("$.plan: is \"none\", none of [\"basic\"] (schema at "
                                    "openapi.json#/components/schemas/Plan/enum)")));
}

TEST_F(BodySchemaTest, what_is_wrong_with_the_schema_is_told_at_its_key) {
  folder_.write("bad.json", R"({"type": "objct"})");
  EXPECT_THAT(found("post: /p\njson: {}\nbody_schema: bad.json"),
              ElementsAre(HasSubstr("requests[0].body_schema: bad.json: #/type: expected null, boolean")));
  EXPECT_THAT(found("post: /p\nexpect: {schema: none.json}"), ElementsAre(HasSubstr("none.json")));
  EXPECT_THAT(found("post: /p\nexpect: {schema: {$ref: \"https://example.com/a\"}}"),
              ElementsAre(HasSubstr("nothing is asked of a network")));
  EXPECT_THAT(found("post: /p\nexpect: {json_schema: a.json}"), ElementsAre(HasSubstr("is called \"schema\" here")));
  EXPECT_THAT(found("post: /p\njson: {}\nschema: a.json"), ElementsAre(HasSubstr("of the body body_schema")));
}

TEST_F(BodySchemaTest, all_that_is_wrong_with_the_schema_is_told) {
  folder_.write("bad.json", R"({"type": "objct", "required": "age",
    "properties": {"age": {"minimum": "0"}, "plan": {"$ref": "#/$defs/Plan"}, "ok": {"type": "string"}}})");
  EXPECT_THAT(
      found("post: /p\njson: {}\nbody_schema: bad.json"),
      ElementsAre(HasSubstr("bad.json: #/type: "), HasSubstr("bad.json: #/required: "),
                  HasSubstr("bad.json: #/properties/age/minimum: "), HasSubstr("bad.json: #/properties/plan/$ref: ")));
}

TEST_F(BodySchemaTest, a_mapping_without_a_keyword_is_no_schema) {
  EXPECT_THAT(found("post: /p\njson: {}\nbody_schema: {columns: {a: {type: integer}}}"),
              ElementsAre(HasSubstr("has no keyword of one, and \"columns\", which is of a data_schema")));
  EXPECT_THAT(found("post: /p\nexpect: {schema: {propertys: {a: {}}}}"),
              ElementsAre(HasSubstr("did you mean \"properties\"?")));
  EXPECT_THAT(found("post: /p\nexpect: {schema: {}}"), IsEmpty());
  EXPECT_THAT(found("post: /p\nexpect: {schema: {title: anything}}"), IsEmpty());
}

TEST_F(BodySchemaTest, each_file_and_each_line_is_looked_at) {
  folder_.write("rows.jsonl", "{\"age\": 1}\n{\"age\": \"old\"}\n{\"age\": 3}\n{}\n");
  EXPECT_THAT(
      found("post: /p\njson: \"@rows.jsonl\"\nbody_schema: {required: [age], properties: {age: {type: integer}}}"),
      ElementsAre(HasSubstr("rows.jsonl:2: $.age: is \"old\", not of type integer"),
                  HasSubstr("rows.jsonl:4: $: has no \"age\", which is required")));
}

TEST_F(BodySchemaTest, each_row_of_a_feeder_is_looked_at_with_its_line) {
  std::string rows = "age,plan\n";
  for (int i = 0; i < 3'000; ++i) rows += fmt::format("{},{}\n", i == 1'700 ? 212 : 41, i == 2'999 ? "none" : "basic");
  folder_.write("rows.csv", rows);
  const auto texts = found(
      "post: /p\njson: {age: \"{{row.age}}\", plan: \"{{row.plan}}\"}\nbody_schema: {properties: "
      "{age: {maximum: 120}, plan: {enum: [basic]}}}",
      "feeders: {row: rows.csv}\n");
  EXPECT_THAT(texts, ElementsAre(HasSubstr("rows.csv:1702: $.age: is 212, above the maximum 120"),
                                 HasSubstr("rows.csv:3001: $.plan: is \"none\", none of [\"basic\"]")));
}

TEST_F(BodySchemaTest, of_many_findings_the_first_are_told_and_all_are_counted) {
  std::string rows = "age\n";
  for (int i = 0; i < 200'000; ++i) rows += "212\n";
  folder_.write("rows.csv", rows);  // more than is kept in memory of rows in order
  const auto texts = found("post: /p\njson: {age: \"{{row.age}}\"}\nbody_schema: {properties: {age: {maximum: 120}}}",
                           "feeders: {row: {file: rows.csv, types: {age: number}}}\n");
  ASSERT_THAT(texts, SizeIs(21));
  EXPECT_THAT(texts.back(), HasSubstr("200,000 findings in all, of which these are the first 20: $.age: above the "
                                      "maximum 120"));
}

TEST_F(BodySchemaTest, a_body_of_several_rows_is_looked_at_as_it_is_sent) {
  folder_.write("rows.csv", "age\n1\n2\n3\n400\n");
  EXPECT_THAT(found("post: /p\njson: {rows: [{age: \"{{row.age}}\"}]}\nbatch: 2\nbody_schema: {properties: {rows: "
                    "{minItems: 2, items: {properties: {age: {maximum: 120}}}}}}",
                    "feeders: {row: rows.csv}\n"),
              ElementsAre(HasSubstr("rows.csv:4: $.rows[1].age: is 400, above the maximum 120")));
}

TEST_F(BodySchemaTest, a_body_that_is_no_json_or_none_at_all_is_told) {
  EXPECT_THAT(found("post: /p\ntext: hello\nbody_schema: {}"), ElementsAre(HasSubstr("is no JSON")));
  EXPECT_THAT(found("post: /p\nbody_schema: {}"), ElementsAre(HasSubstr("the request has no body")));
}

TEST_F(BodySchemaTest, steps_are_looked_at_and_captured_values_are_a_warning) {
  const auto outcome = parse({.text = R"(
target: http://127.0.0.1:5000
requests:
  - name: flow
    steps:
      - {post: /a, json: {a: 1}, body_schema: {required: [b]}, capture: {id: $.id}}
      - {post: /b, json: {id: "{{id}}"}, body_schema: {required: [id]}}
)",
                              .folder = folder_.path()});
  ASSERT_THAT(outcome.findings, SizeIs(1));
  EXPECT_THAT(outcome.findings[0].text(), HasSubstr("requests[0].steps[0].body_schema: inline: $: has no \"b\""));
  EXPECT_THAT(outcome.warnings, ElementsAre(HasSubstr("known during the load alone")));
}

}  // namespace plimsoll::test::body_schema_test
