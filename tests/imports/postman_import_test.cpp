// Postman collections, and Bruno's OpenCollection: requests as they would be sent, simple tests as expectations.

#include "tests/imports/import_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::postman_import_test {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ImportText postman(const std::string& items, const std::string& more = "") {
  return {
      R"({"info": {"name": "Scoring", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"}, "item": [)" +
          items + "]" + more + "}",
      "scoring.postman_collection.json",
      {}};
}

constexpr auto kCollection = R"json(
 {"name": "models", "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{token}}", "type": "string"}]}, "item": [
  {"name": "Predict", "event": [{"listen": "test", "script": {"exec": [
      "pm.test(\"Status code is 200\", function () {", "    pm.response.to.have.status(200);", "});",
      "pm.test('fast', () => pm.expect(pm.response.responseTime).to.be.below(300));",
      "const body = pm.response.json();",
      "pm.test('label', function () {", "  pm.expect(body.label).to.eql('cat');", "  pm.expect(body.scores[0]).to.be.a('number');",
      "  pm.expect(body).to.have.property('id');", "});",
      "pm.environment.set('next', 'very-secret');"]}},
     {"listen": "prerequest", "script": {"exec": ["console.log('very-secret')"]
}
}],
   "request": {
  "method" : "POST",
             "header" : [ {"key" : "X-Off", "value" : "1", "disabled" : true} ],
                        "url" : {
                          "raw" : "{{baseUrl}}/models/:id/predict?v=1",
                          "host" : ["{{baseUrl}}"],
                          "variable" : [ {"key" : "id", "value" : "7"} ]
                        },
                                "body" : {
    "mode" : "raw", "raw" : "{\"rows\": [[1, {{two}}]], \"user\": \"{{user}}\"}", "options" : {
      "raw" : { "language" : "json" }
    }
  }
}
},
  {"name": "Free", "request": {"auth": {"type": "noauth"}, "method": "GET", "url": "{{baseUrl}}/health"}}]
},
 {"name": "Form", "request": {"method": "POST", "url": {"raw": "http://127.0.0.1:5000/f"}, "body": {"mode": "urlencoded", "urlencoded": [
    {"key": "a", "value": "1 2"}, {"key": "b", "value": "x", "disabled": true}]}}},
 {"name": "Upload", "request": {"method": "POST", "url": "http://127.0.0.1:5000/u", "body": {"mode": "formdata", "formdata": [
    {"key": "image", "type": "file", "src": "image.png"}, {"key": "note", "value": "n", "type": "text"}]}}},
 {"name": "Query", "request": {"auth": {"type": "apikey", "apikey": [{"key": "key", "value": "X-Key"}, {"key": "value", "value": "very-secret-2"}, {"key": "in", "value": "header"}]},
   "method": "POST", "url": "http://127.0.0.1:5000/graphql", "body": {"mode": "graphql", "graphql": {"query": "{ a }", "variables": "{\"n\": 1}"}}}},
 {"name": "Signed", "request": {"auth": {"type": "awsv4"}, "method": "GET", "url": "http://127.0.0.1:5000/signed"}})json";
constexpr auto kVariables =
    R"(, "variable": [{"key": "baseUrl", "value": "http://127.0.0.1:5000"}, {"key": "two", "value": "2"}, {"key": "token", "value": "very-secret-3"}])";

TEST(PostmanImport, folders_variables_auth_and_bodies_are_read) {
  const auto result = imported(postman(kCollection, kVariables));
  EXPECT_THAT(result.text, Not(HasSubstr("very-secret")));
  EXPECT_THAT(result.left_out, Not(Contains(HasSubstr("very-secret"))));
  const auto scenario = scenario_of(result);
  ASSERT_EQ(scenario.tasks.size(), 6u) << result.text;
  EXPECT_EQ(scenario.name, "Scoring");
  EXPECT_EQ(request_of(scenario, 0).name, "Predict");
  EXPECT_EQ(request_of(scenario, 0).path, "/models/7/predict?v=1");
  EXPECT_EQ(body_of(scenario, 0), R"({"rows":[[1,2]],"user":"value of USER"})");
  EXPECT_EQ(header_of(scenario, 0, "authorization"), "Bearer value of TOKEN");
  EXPECT_EQ(header_of(scenario, 0, "x-off"), "");
  EXPECT_EQ(header_of(scenario, 1, "authorization"), "");
  EXPECT_EQ(body_of(scenario, 2), "a=1+2");
  EXPECT_THAT(body_of(scenario, 3), HasSubstr("filename=\"image.png\""));
  EXPECT_EQ(body_of(scenario, 4), R"({"query":"{ a }","variables":{"n":1}})");
  EXPECT_EQ(header_of(scenario, 4, "x-key"), "value of X_KEY");
}

TEST(PostmanImport, simple_tests_become_expectations_and_others_are_told) {
  const auto result = imported(postman(kCollection, kVariables));
  EXPECT_THAT(result.text, HasSubstr("    expect:\n"
                                     "      status: 200\n"
                                     "      response_time: < 300ms\n"
                                     "      json:\n"
                                     "        \"$.label\": \"cat\"\n"
                                     "        \"$.scores[0]\": {type: \"number\"}\n"
                                     "        \"$.id\": {exists: true}\n"));
  EXPECT_THAT(result.left_out,
              ElementsAre(HasSubstr("$.item[0].item[0].event[0].script: not converted: pm.environment.set"),
                          HasSubstr("$.item[0].item[0].event[1].script: a script before the request"),
                          HasSubstr("$.item[4]: auth awsv4")));
}

TEST(PostmanImport, text_in_two_braces_that_is_no_variable_stays_text) {
  auto input = postman(
      R"({"name": "a", "request": {"method": "POST", "url": "http://h/x", "body": {"mode": "raw", "raw": "{\"t\": \"{{ {{open\"}"}}})");
  const auto scenario = scenario_of(input);
  EXPECT_THAT(body_of(scenario, 0), HasSubstr("open"));
}

TEST(PostmanImport, bad_collections_are_refused_with_their_place) {
  EXPECT_THAT(refusal({R"({"info": {"name": "x"}, "item": 3})", "c.json", {}}),
              HasSubstr("c.json: expected a Postman collection of version 2.1"));
  EXPECT_THAT(refusal(postman("")), HasSubstr("no request in it"));
  EXPECT_THAT(refusal(postman(R"({"name": "a", "request": {"url": "ftp://h"}})")),
              HasSubstr("$.item[0]: its address is no http:// or https://"));
}

constexpr auto kBruno = R"(opencollection: 1.0.0
info:
  name: Sample API Collection
bundled: true
config:
  environments:
    - name: dev
      variables:
        - name: host
          value: http://127.0.0.1:5000
        - name: key
          secret: true
    - name: prod
request:
  headers:
    - name: x-client
      value: bruno
items:
  - info:
      name: users
      type: folder
    request:
      auth:
        type: bearer
        token: "{{key}}"
    items:
      - info:
          name: Get user
          type: http
          seq: 1
        http:
          method: get
          url: "{{host}}/users/:id"
          params:
            - name: id
              value: "3"
              type: path
            - name: full
              value: "true"
              type: query
        runtime:
          assertions:
            - expression: res.status
              operator: eq
              value: "200"
            - expression: res.body.name
              operator: isString
            - expression: res.body.age
              operator: gt
              value: "3"
          scripts:
            - type: tests
              code: test()
  - info:
      name: Create
      type: http
    http:
      method: POST
      url: "{{host}}/users"
      headers:
        - name: x-off
          value: "1"
          disabled: true
      body:
        type: json
        data: |-
          {"name": "Ann"}
  - info: {name: Stream, type: websocket}
)";

TEST(OpencollectionImport, requests_auth_variables_and_assertions_are_read) {
  const auto result = imported({kBruno, "opencollection.yml", {}});
  const auto scenario = scenario_of(result);
  ASSERT_EQ(scenario.tasks.size(), 2u) << result.text;
  EXPECT_EQ(request_of(scenario, 0).path, "/users/3?full=true");
  EXPECT_EQ(header_of(scenario, 0, "authorization"), "Bearer value of KEY");
  EXPECT_EQ(header_of(scenario, 1, "x-client"), "bruno");
  EXPECT_EQ(header_of(scenario, 1, "authorization"), "");
  EXPECT_EQ(body_of(scenario, 1), R"({"name":"Ann"})");
  EXPECT_THAT(result.text, HasSubstr("\"$.name\": {type: \"string\"}"));
  EXPECT_THAT(result.left_out,
              ElementsAre(HasSubstr("of several the first is taken, dev"),
                          HasSubstr("runtime.assertions[2]: not converted: res.body.age gt"),
                          HasSubstr("runtime.scripts: not converted"), HasSubstr("$.items[2]: websocket")));
}

TEST(OpencollectionImport, the_file_of_one_request_is_read) {
  const auto scenario = scenario_of(
      {"info:\n  name: Ping\n  type: http\nhttp:\n  method: GET\n  url: http://127.0.0.1:1/ping\n", "ping.yml", {}});
  EXPECT_EQ(request_of(scenario, 0).name, "Ping");
  EXPECT_THAT(refusal({"opencollection: 1.0.0\ninfo: {name: x}\n", "o.yml", {}}), HasSubstr("o.yml: expected $.items"));
}

}  // namespace plimsoll::test::postman_import_test
