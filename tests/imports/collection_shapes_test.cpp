// What the sample collections of Postman and Bruno are made of: folders within folders, variables and ways to sign in
// that are inherited, bodies of every kind, what is off, values that are drawn.

#include "tests/imports/import_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

namespace plimsoll::test::collection_shapes_test {

using ::testing::AllOf;

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using ::testing::Not;

constexpr auto kPostman = R"json({
  "info": {"_postman_id": "7c2b", "name": "Sample", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
  "auth": {"type": "apikey", "apikey": [{"key": "key", "value": "X-Key"}, {"key": "value", "value": "{{secret_key}}"}, {"key": "in", "value": "header"}]},
  "variable": [{"key": "host", "value": "127.0.0.1"}, {"key": "id", "value": "outer"}],
  "item": [
    {"name": "A folder", "variable": [{"key": "id", "value": "inner"}], "item": [
      {"name": "Within", "item": [
        {"name": "Parts", "response": [{"name": "an example", "code": 200, "body": "{}"}],
         "request": {"method": "GET", "header": [], "url": {"protocol": "http", "host": ["{{host}}"], "port": "5000", "path": ["items", ":item", "{{id}}"],
           "query": [{"key": "a", "value": "1"}, {"key": "b", "value": "2", "disabled": true}, {"key": "t", "value": "{{$timestamp}}"}],
           "variable": [{"key": "item", "value": "7"}]}}}
      ]}
    ]},
    {"name": "Drawn", "request": {"method": "POST", "auth": {"type": "awsv4", "awsv4": [
        {"key": "accessKey", "value": "{{access}}"}, {"key": "secretKey", "value": "very-secret"}, {"key": "region", "value": "eu-west-1"}, {"key": "service", "value": "sagemaker"}]},
      "header": [{"key": "x-id", "value": "{{$guid}}"}],
      "body": {"mode": "raw", "raw": "{\"id\": \"{{$guid}}\", \"n\": \"{{$randomInt}}\", \"of\": \"{{id}}\", \"name\": \"{{$randomFirstName}}\"}",
               "options": {"raw": {"language": "json"}}},
      "url": {"raw": "http://127.0.0.1:5000/drawn"}}},
    {"name": "Number", "request": {"method": "POST", "header": [], "url": "http://127.0.0.1:5000/number",
      "auth": {"type": "oauth2", "oauth2": [{"key": "grant_type", "value": "client_credentials"}, {"key": "accessTokenUrl", "value": "https://login.test/token"},
        {"key": "clientId", "value": "me"}, {"key": "clientSecret", "value": "very-secret-2"}, {"key": "scope", "value": "score"}]},
      "body": {"mode": "raw", "raw": "{\"n\": {{$randomInt}}}", "options": {"raw": {"language": "json"}}}}},
    {"name": "File", "request": {"method": "PUT", "header": [{"key": "Content-Type", "value": "image/png"}], "url": "http://127.0.0.1:5000/file",
      "body": {"mode": "file", "file": {"src": "image.png"}}}}
  ]
})json";

TEST(CollectionShapes, postmans_parts_scopes_ways_to_sign_in_and_drawn_values_are_read) {
  const auto result = imported({kPostman, "sample.postman_collection.json", {}});
  EXPECT_THAT(result.text, Not(HasSubstr("very-secret")));
  EXPECT_THAT(result.text, AllOf(HasSubstr("/items/7/inner?a=1&t={{now unix}}"), HasSubstr("x-id: \"{{uuid}}\""),
                                 HasSubstr("id: \"{{uuid}}\""), HasSubstr("of: \"outer\""),
                                 HasSubstr("aws_sigv4: {region: eu-west-1, service: sagemaker"),
                                 HasSubstr("oauth2: {token_url: \"https://login.test/token\", client_id: me, "
                                           "client_secret: \"${CLIENT_SECRET}\", scope: score}"),
                                 HasSubstr("{{random.int 0 1000}}")));
  EXPECT_THAT(result.left_out, ElementsAre(HasSubstr("$.item[1]: {{$randomFirstName}}: drawn anew")));
  const auto scenario = scenario_of(result);
  ASSERT_EQ(scenario.tasks.size(), 4u) << result.text;
  EXPECT_EQ(header_of(scenario, 0, "x-key"), "value of SECRET_KEY");
  EXPECT_EQ(header_of(scenario, 1, "x-key"), "");
  EXPECT_EQ(body_of(scenario, 2), "{\"n\": {{random.int 0 1000}}}");
  EXPECT_EQ(request_of(scenario, 3).bodies.content_type, "image/png");
}

constexpr auto kOpen = R"yaml(opencollection: 1.0.0
info: {name: Sample, version: "1"}
config:
  environments:
    - name: local
      variables:
        - {name: host, value: {type: string, data: "http://127.0.0.1:5000"}}
        - {name: size, value: [{title: small, value: "1"}, {title: large, selected: true, value: "9"}]}
        - {name: key, secret: true}
request:
  auth: {type: basic, username: ann, password: "{{key}}"}
  scripts: [{type: before-request, code: "x()"}]
items:
  - info: {name: files, type: folder}
    request:
      headers: [{name: x-folder, value: "1"}]
      auth: inherit
    items:
      - info: {name: Upload, type: http}
        http:
          method: POST
          url: "{{host}}/upload"
          auth: {type: awsv4, accessKeyId: "{{access}}", secretAccessKey: "{{key}}", region: eu-west-1, service: sagemaker}
          body:
            type: file
            data:
              - {filePath: body.json, contentType: application/json, selected: false}
              - {filePath: image.png, contentType: image/png, selected: true}
        settings: {timeout: 1500, followRedirects: true, maxRedirects: 3, encodeUrl: inherit}
  - info: {name: Variants, type: http}
    http:
      method: POST
      url: "{{host}}/variants?size={{size}}"
      auth:
        type: oauth2
        flow: client_credentials
        accessTokenUrl: https://login.test/token
        credentials: {clientId: me, clientSecret: "{{key}}"}
      body:
        - {title: one, body: {type: json, data: '{"a": 1}'}}
        - {title: two, selected: true, body: {type: json, data: '{"a": "{{own}}"}'}}
    runtime:
      variables: [{name: own, value: mine}]
  - info: {name: Graph, type: graphql}
    graphql:
      url: "{{host}}/graphql"
      body: {query: "{ a }", variables: '{"n": 1}'}
  - {type: script, script: "y()"}
)yaml";

TEST(CollectionShapes, brunos_variants_files_graphs_and_settings_are_read) {
  const auto result = imported({kOpen, "opencollection.yml", {}});
  const auto scenario = scenario_of(result);
  ASSERT_EQ(scenario.tasks.size(), 3u) << result.text;
  EXPECT_EQ(header_of(scenario, 0, "x-folder"), "1");
  EXPECT_EQ(request_of(scenario, 0).bodies.content_type, "image/png");
  EXPECT_EQ(request_of(scenario, 0).timeout, std::chrono::milliseconds(1500));
  EXPECT_THAT(result.text, AllOf(HasSubstr("    redirects: 3\n"), HasSubstr("secret_key: \"${KEY}\""),
                                 HasSubstr("client_id: me, client_secret: \"${KEY}\"")));
  EXPECT_EQ(request_of(scenario, 1).path, "/variants?size=9");
  EXPECT_EQ(body_of(scenario, 1), R"({"a":"mine"})");
  EXPECT_EQ(request_of(scenario, 2).method, Method::post);
  EXPECT_EQ(body_of(scenario, 2), R"({"query":"{ a }","variables":{"n":1}})");
  EXPECT_THAT(result.left_out, ElementsAre(HasSubstr("$.request.scripts: of a folder or the collection"),
                                           HasSubstr("$.items[3]: script")));
}

}  // namespace plimsoll::test::collection_shapes_test
