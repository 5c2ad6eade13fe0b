// OpenAPI documents: a request for each operation, with bodies that the schemas accept.

#include "core/json/json.h"
#include "tests/imports/import_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace plimsoll::test::openapi_import_test {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ImportText openapi(const std::string& text) { return {text, "api.json", {}}; }

std::string data_file(const std::string& name) {
  std::ifstream file(std::string(PLIMSOLL_TEST_DATA) + "/imports/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// A document of one POST with this schema of its body, and these other schemas.
std::string with_schema(const std::string& schema, const std::string& others = "{}") {
  return R"({"openapi": "3.0.3", "servers": [{"url": "http://h"}], "components": {"schemas": )" + others +
         R"(}, "paths": {"/p": {"post": {"requestBody": {"content": {"application/json": {"schema": )" + schema +
         "}}}}}}}";
}

std::string body_for(const std::string& schema, const std::string& others = "{}") {
  return body_of(scenario_of(openapi(with_schema(schema, others))), 0);
}

TEST(OpenapiImport, the_document_of_a_fastapi_service_becomes_requests_that_it_accepts) {
  const auto result = imported({data_file("fastapi.json"), "fastapi.json", {}});
  const auto scenario = scenario_of(result);
  ASSERT_EQ(scenario.tasks.size(), 6u) << result.text;
  EXPECT_EQ(scenario.name, "Iris scoring");
  EXPECT_EQ(body_of(scenario, 1), R"({"rows":[[1.5,1.5,1.5,1.5]],"explain":false})");
  EXPECT_EQ(request_of(scenario, 2).path, "/models/1?version=text&tag=a&tag=b");
  EXPECT_EQ(request_of(scenario, 3).method, Method::del);
  EXPECT_EQ(scenario.tasks[3].weight, 0) << "what deletes is not sent by itself";
  EXPECT_EQ(body_of(scenario, 4), R"({"pet":{"kind":"cat","lives":5},"species":"setosa","price":9.5})");
  EXPECT_EQ(header_of(scenario, 4, "authorization"), "Bearer value of API_TOKEN");
  EXPECT_EQ(header_of(scenario, 4, "x-trace"), "text");
  EXPECT_EQ(body_of(scenario, 5),
            R"({"id":"3fa85f64-5717-4562-b3fc-2c963f66afa6","made":"2026-01-31T12:00:00Z","children":[]})");
  EXPECT_THAT(result.text, AllOf(HasSubstr("- name: predict\n"), HasSubstr("$.predictions"), HasSubstr("status: 201")));
  EXPECT_THAT(result.left_out,
              ElementsAre(HasSubstr("$.servers: names no host: http://127.0.0.1:8000 is a guess, --target")));
}

TEST(OpenapiImport, examples_go_before_schemas) {
  EXPECT_EQ(body_for(R"({"type": "object", "example": {"a": 2}, "properties": {"a": {"type": "integer"}}})"),
            R"({"a":2})");
  EXPECT_EQ(
      body_for(
          R"({"type": "object", "properties": {"a": {"type": "integer", "example": 7}, "b": {"enum": ["x", "y"]}}})"),
      R"({"a":7,"b":"x"})");
  EXPECT_EQ(
      body_for(R"({"type": "object", "properties": {"a": {"const": 3}, "d": {"type": "string", "default": "z"}}})"),
      R"({"a":3,"d":"z"})");
}

TEST(OpenapiImport, schemas_make_values_within_their_bounds) {
  EXPECT_EQ(body_for(R"({"type": "object", "required": ["i", "n", "s", "l", "m"], "properties": {
    "i": {"type": "integer", "minimum": 10, "maximum": 20}, "n": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
    "s": {"type": "string", "minLength": 6}, "l": {"type": "array", "items": {"type": "integer"}, "minItems": 2, "uniqueItems": true},
    "m": {"type": "integer", "minimum": 7, "multipleOf": 5}, "optional": {"type": "string"}}})"),
            R"({"i":15,"n":0.5,"s":"textte","l":[1,2],"m":10})");
}

TEST(OpenapiImport, all_of_one_of_and_any_of_are_followed) {
  const std::string others =
      R"({"Base": {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}},
    "Cat": {"type": "object", "properties": {"kind": {"type": "string"}, "lives": {"type": "integer"}}}})";
  EXPECT_EQ(
      body_for(
          R"({"allOf": [{"$ref": "#/components/schemas/Base"}, {"required": ["x"], "properties": {"x": {"type": "boolean"}}}]})",
          others),
      R"({"id":1,"x":true})");
  EXPECT_EQ(body_for(R"({"oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "kind",
    "mapping": {"cat": "#/components/schemas/Cat"}}})",
                     others),
            R"({"kind":"cat","lives":1})");
  EXPECT_EQ(body_for(R"({"type": "object", "properties": {"n": {"anyOf": [{"type": "null"}, {"type": "integer"}]}}})"),
            R"({"n":1})");
}

TEST(OpenapiImport, circles_of_references_end) {
  const std::string others =
      R"({"A": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"},
    "next": {"$ref": "#/components/schemas/A"}, "list": {"type": "array", "items": {"$ref": "#/components/schemas/A"}, "example": []}}},
    "Endless": {"type": "object", "required": ["self"], "properties": {"self": {"$ref": "#/components/schemas/Endless"}}},
    "Ring": {"$ref": "#/components/schemas/Ring2"}, "Ring2": {"$ref": "#/components/schemas/Ring"}})";
  EXPECT_EQ(body_for(R"({"$ref": "#/components/schemas/A"})", others), R"({"name":"text","list":[]})");
  const auto endless = imported(openapi(with_schema(R"({"$ref": "#/components/schemas/Endless"})", others)));
  EXPECT_THAT(endless.left_out,
              ElementsAre(AllOf(HasSubstr("$.paths['/p'].post"), HasSubstr("holds itself without an end"))));
  EXPECT_THAT(imported(openapi(with_schema(R"({"$ref": "#/components/schemas/Ring"})", others))).left_out,
              Contains(HasSubstr("leads to nothing in this document")));
}

TEST(OpenapiImport, reads_yaml_with_servers_and_every_way_to_sign_in) {
  const auto result = imported({R"(openapi: 3.1.0
info: {title: Scores, version: "1"}
servers:
  - url: https://{region}.api.test/v1/
    variables: {region: {default: eu}}
security: [{key: []}]
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Api-Key}
    login: {type: http, scheme: basic}
    cookie: {type: apiKey, in: cookie, name: sid}
    machine: {type: oauth2, flows: {}}
    cert: {type: mutualTLS}
paths:
  /scores/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string, format: uuid}}
    get: {operationId: getScore, responses: {"200": {description: ok}, "202": {description: later}}}
    patch: {security: [{login: []}], requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: integer}}}}}}, responses: {2XX: {}}}
  /free: {get: {security: [], deprecated: true}}
  /me: {get: {security: [{cert: []}, {cookie: []}]}}
  /job: {post: {security: [{machine: []}]}}
)",
                                "api.yaml",
                                {}});
  const auto scenario = scenario_of(result);
  EXPECT_EQ(scenario.target.url.text(), "https://eu.api.test/v1");
  EXPECT_EQ(request_of(scenario, 0).name, "getScore");
  EXPECT_EQ(request_of(scenario, 0).path, "/scores/3fa85f64-5717-4562-b3fc-2c963f66afa6");
  EXPECT_EQ(header_of(scenario, 0, "x-api-key"), "value of X_API_KEY");
  EXPECT_EQ(header_of(scenario, 1, "authorization"), "Basic value of BASIC_CREDENTIALS");
  EXPECT_EQ(body_of(scenario, 1), "a=1");
  EXPECT_EQ(header_of(scenario, 2, "x-api-key"), "");
  EXPECT_EQ(header_of(scenario, 3, "cookie"), "sid=value of SID");
  EXPECT_EQ(header_of(scenario, 4, "authorization"), "Bearer value of API_TOKEN");
  EXPECT_THAT(result.left_out, ElementsAre(HasSubstr("api.yaml: $.paths['/me'].get: security cert: mutualTLS")));
}

TEST(OpenapiImport, files_get_a_placeholder_that_is_told) {
  const auto result = imported(
      {R"({"openapi": "3.1.0", "servers": [{"url": "http://h"}], "paths": {"/image": {"post": {"requestBody": {"content": {
    "multipart/form-data": {"schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}, "label": {"type": "string"}}}}}}}}}})",
       "api.json",
       {}});
  EXPECT_THAT(result.left_out, ElementsAre(HasSubstr("file: a file: scenario-bodies/placeholder.bin stands for it")));
  EXPECT_THAT(body_of(scenario_of(result), 0), AllOf(HasSubstr("placeholder.bin"), HasSubstr("label")));
}

TEST(OpenapiImport, a_target_that_is_given_keeps_the_base_path) {
  auto input = openapi(R"({"openapi": "3.0.0", "servers": [{"url": "/api/v2"}], "paths": {"/x": {"get": {}}}})");
  input.request.target = "http://127.0.0.1:9000";
  const auto result = imported(input);
  EXPECT_EQ(scenario_of(result).target.url.text(), "http://127.0.0.1:9000/api/v2");
  EXPECT_THAT(result.left_out, IsEmpty());
}

TEST(OpenapiImport, bad_documents_are_refused_with_their_place) {
  EXPECT_THAT(refusal(openapi(R"({"swagger": "2.0"})")), HasSubstr("Swagger 2.0: convert it to OpenAPI 3"));
  EXPECT_THAT(refusal(openapi(R"({"openapi": "4.0"})")), HasSubstr("$.openapi: expected 3.0 or 3.1, got 4.0"));
  EXPECT_THAT(refusal(openapi(R"({"openapi": "3.1.0", "paths": {}})")),
              HasSubstr("$.paths: expected at least one path"));
  EXPECT_THAT(refusal(openapi("{\"openapi\": \"3.1.0\",\n \"paths\": {\"/x\": }}")), HasSubstr("api.json:2"));
  EXPECT_THAT(refusal({"openapi: 3.1.0\npaths:\n  /x: {get: [}\n", "api.yaml", {}}), HasSubstr("api.yaml:3"));
}

}  // namespace plimsoll::test::openapi_import_test
