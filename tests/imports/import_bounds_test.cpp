// Files that would take minutes, the memory or the stack: what is too much is left out and told, the rest is imported.

#include "tests/imports/import_text.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::test::import_bounds_test {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

std::string har_entry(const std::string& path, const std::string& headers, const std::string& body) {
  return fmt::format(
      R"({{"startedDateTime": "2026-01-31T12:00:00.000Z", "request": {{"method": "POST", "url": "http://h{}", "headers": [{}],
      "postData": {{"mimeType": "application/json", "text": "{}"}}}}, "response": {{"status": 200}}}})",
      path, headers, body);
}

ImportText har(const std::vector<std::string>& entries) {
  return {fmt::format(R"({{"log": {{"entries": [{}]}}}})", fmt::join(entries, ",")), "app.har", {}};
}

ImportText postman(const std::string& items, const std::string& variables) {
  return {
      fmt::format(R"({{"info": {{"name": "x"}}, "item": [{}], "variable": [{}]}})", items, variables), "x.json", {}};
}

ImportText openapi(const std::string& schemas) {
  return {fmt::format(R"({{"openapi": "3.0.3", "servers": [{{"url": "http://h"}}], "components": {{"schemas": {{{}}}}},
    "paths": {{"/p": {{"post": {{"requestBody": {{"content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/A"}}}}}}}}}}}}}}}})",
                      schemas),
          "api.json",
          {}};
}

TEST(ImportBounds, thousands_of_one_name_and_of_different_tokens) {
  std::vector<std::string> entries;
  for (int i = 0; i < 20'000; ++i)
    entries.push_back(
        har_entry("/predict", fmt::format(R"({{"name": "Authorization", "value": "Bearer token-{}"}})", i), "{}"));
  auto input = har(entries);
  input.request.timed = true;
  const auto result = imported(input);
  EXPECT_THAT(result.left_out, Contains(HasSubstr("headers that not all requests share")));
  EXPECT_THAT(result.text, Not(HasSubstr("token-")));
}

TEST(ImportBounds, a_header_that_half_of_a_log_shares) {
  std::vector<std::string> entries;
  for (int i = 0; i < 20'000; ++i)
    entries.push_back(har_entry(
        "/predict",
        fmt::format(R"({{"name": "x-version", "value": "{}"}}, {{"name": "x-all", "value": "a"}})", i / 19'999), "{}"));
  auto input = har(entries);
  input.request.timed = true;
  const auto result = imported(input);
  EXPECT_THAT(result.left_out, Contains(EndsWith("which a log has no place for: x-version")));
  EXPECT_THAT(result.text, HasSubstr("x-all: a"));
}

TEST(ImportBounds, json_without_an_end_cannot_be_looked_through_for_secrets) {
  const auto deep = std::string(200'000, '[') + R"({\"password\": \"hunter2\"})" + std::string(200'000, ']');
  const auto result = imported(har({har_entry("/a", "", "{}"), har_entry("/deep", "", deep)}));
  EXPECT_THAT(
      result.left_out,
      Contains("app.har: $.log.entries[1]: a body of JSON that is nested too deep, or has objects too large, to "
               "look for secrets in it"));
  EXPECT_EQ(scenario_of(result).tasks.size(), 1u);
  EXPECT_THAT(result.text, Not(HasSubstr("hunter2")));
}

TEST(ImportBounds, lists_without_an_end_are_left_out) {
  std::string headers;
  for (int i = 0; i < 1001; ++i) headers += fmt::format(R"({}{{"name": "x-{}", "value": "1"}})", i == 0 ? "" : ",", i);
  const auto result = imported(har({har_entry("/a", "", "{}"), har_entry("/b", headers, "{}")}));
  EXPECT_THAT(result.left_out, Contains("app.har: $.log.entries[1]: a request with more than 1000 headers, query "
                                        "values, form fields or expected values: 1001"));
  EXPECT_EQ(scenario_of(result).tasks.size(), 1u);
}

TEST(ImportBounds, a_scenario_holds_as_many_requests_as_fit_into_it) {
  std::string items;
  for (int i = 0; i < 20'000; ++i)
    items += fmt::format(R"({}{{"name": "item {}", "request": {{"method": "GET", "url": "http://h/items/{}", "header": [
        {{"key": "x-api-key", "value": "secret-{}"}}]}}}})",
                         i == 0 ? "" : ",", i, i, i);
  const auto result = imported(postman(items, ""));
  EXPECT_LT(result.text.size(), 1u << 20);
  EXPECT_GT(result.requests, 3000u);
  EXPECT_EQ(result.variables.size(), result.requests) << "of those that are left out none is asked for";
  EXPECT_THAT(result.left_out,
              Contains(HasSubstr(fmt::format("{} of 20000 requests, from here on: a scenario is at most 1 MiB",
                                             20'000 - result.requests))));
  EXPECT_EQ(scenario_of(result).tasks.size(), result.requests);
}

TEST(ImportBounds, variables_of_variables_end) {
  std::string variables;
  for (const char name : std::string("abcdefg")) {
    std::string value;
    for (int i = 0; i < 12; ++i) value += fmt::format("{{{{{}}}}}", static_cast<char>(name + 1));
    variables += fmt::format(R"({}{{"key": "{}", "value": "{}"}})", variables.empty() ? "" : ",", name, value);
  }
  variables += R"(,{"key": "h", "value": "lol"})";
  const auto result = imported(postman(
      R"({"name": "one", "request": {"method": "POST", "url": "http://h/", "body": {"mode": "raw", "raw": "{{a}}"}}},
                          {"name": "two", "request": {"method": "GET", "url": "http://h/{{h}}"}})",
      variables));
  EXPECT_THAT(
      result.left_out,
      Contains("x.json: $.item[0]: variables whose values are more than 64 MiB together: from here on they are empty"));
  EXPECT_EQ(scenario_of(result).tasks.size(), 2u);
}

TEST(ImportBounds, constants_of_constants_of_a_script_end) {
  std::string text = "import http from 'k6/http';\nconst a0 = 'x';\nconst b0 = [1];\n";
  for (int i = 1; i < 60; ++i)
    text += fmt::format("const a{0} = `${{a{1}}}${{a{1}}}`;\nconst b{0} = [b{1}, b{1}];\n", i, i - 1);
  text += "export default function () {\n  http.get('http://h/' + a1);\n  http.get(`http://h/${a2}`);\n";
  text += "  http.post('http://h/p', JSON.stringify(b59));\n}\n";
  const auto result = imported({text, "load.js", {}});
  EXPECT_THAT(result.left_out, Contains("load.js:125: http.post: a body that is no literal"));
  EXPECT_LT(result.text.size(), 1u << 20);
}

TEST(ImportBounds, calls_that_are_not_closed) {
  std::string text = "import http from 'k6/http';\n";
  for (int i = 0; i < 20'000; ++i) text += "http.get(\n";
  const auto result = imported({text, "load.js", {}});
  EXPECT_THAT(result.left_out, Contains("load.js:20001: http.get: its address is no literal"));
}

TEST(ImportBounds, schemas_made_of_schemas_made_of_schemas_end) {
  std::string schemas;
  for (const char name : std::string("ABCDEFGHIJKLMNOP")) {
    const auto next = fmt::format(R"({{"$ref": "#/components/schemas/{}"}})", static_cast<char>(name + 1));
    schemas += fmt::format(R"("{}": {{"allOf": [{}, {}, {}, {}]}},)", name, next, next, next, next);
  }
  schemas += R"("Q": {"type": "object", "properties": {"x": {"type": "integer"}}})";
  EXPECT_THAT(body_of(scenario_of(openapi(schemas)), 0), HasSubstr(R"("x":1)"));
  EXPECT_EQ(
      body_of(
          scenario_of(openapi(
              R"("A": {"allOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/A"}], "properties": {"y": {"type": "boolean"}}})")),
          0),
      R"({"y":true})");
}

TEST(ImportBounds, an_example_is_taken_again_and_again_only_so_often) {
  const auto list =
      R"("B": {"example": ")" + std::string(1 << 20, 'x') + R"("}, "A": {"type": "array", "prefixItems": [)";
  std::string items;
  for (int i = 0; i < 4000; ++i) items += fmt::format(R"({}{{"$ref": "#/components/schemas/B"}})", i == 0 ? "" : ",");
  const auto result = imported(openapi(list + items + "]}"));
  std::size_t bytes = 0;
  for (const auto& file : result.files) bytes += file.content.size();
  EXPECT_LT(bytes, 17u << 20);
  EXPECT_GT(bytes, 10u << 20);
}

}  // namespace plimsoll::test::import_bounds_test
