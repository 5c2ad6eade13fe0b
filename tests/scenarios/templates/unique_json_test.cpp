#include "scenarios/templates/unique_json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plimsoll::test::unique_json_test {

using testing::HasSubstr;

std::string numbers(const std::string& json) {
  const auto result = with_unique_numbers(json);
  return result.has_error() ? result.error().message : *result;
}

std::string at(const std::string& json, const std::string& path) {
  const auto result = with_unique_place(json, path);
  return result.has_error() ? result.error().message : *result;
}

TEST(UniqueJson, changes_numbers_with_a_point_and_leaves_every_other_byte) {
  EXPECT_EQ(numbers(R"({ "age": 41, "rows": [[5.1, -3.5e2,0.0]], "a.b": "1.5", "t": true })"),
            R"({ "age": 41, "rows": [["{{unique 5.1}}", "{{unique -3.5e2}}",0.0]], "a.b": "1.5", "t": true })");
  EXPECT_EQ(numbers("1.5"), R"("{{unique 1.5}}")");
  EXPECT_EQ(numbers(R"({"a\"}": 1.5, "{{row.x}}": "{{row.y}}"})"),
            R"({"a\"}": "{{unique 1.5}}", "{{row.x}}": "{{row.y}}"})");
}

TEST(UniqueJson, changes_the_first_sixteen_of_many) {
  std::string many = "[0.5";
  for (int i = 1; i < 40; ++i) many += ",0.5";
  const auto text = numbers(many + "]");
  std::size_t count = 0;
  for (auto found = text.find("unique"); found != std::string::npos; found = text.find("unique", found + 1)) ++count;
  EXPECT_EQ(count, 16U);
  EXPECT_THAT(text, HasSubstr(",0.5]"));
}

TEST(UniqueJson, names_the_remedy_where_no_number_may_differ) {
  for (const auto* json : {R"({"id": 7, "text": "a"})", "[]", "{}", "0.0", "null"})
    EXPECT_THAT(numbers(json), HasSubstr("vary: {unique: $.id}")) << json;
}

TEST(UniqueJson, changes_a_place_that_is_named) {
  const std::string json = R"({"id": "a", "rows": [{"n": 1, "x": 2.5}, {"n": 3}], "ok": true, "list": []})";
  EXPECT_THAT(at(json, "$.id"), HasSubstr(R"({"id": "{{uuid}} a", "rows")"));
  EXPECT_THAT(at(json, "$['rows'][1]['n']"), HasSubstr(R"({"n": "{{unique}}"}], "ok")"));
  EXPECT_THAT(at(json, "$.rows[0].x"), HasSubstr(R"("x": "{{unique 2.5}}"})"));
  for (const auto* path : {"$.ok", "$.list", "$.none", "$.rows[2].n", "$.rows", "$"})
    EXPECT_THAT(at(json, path), HasSubstr(std::string(path) + ": expected text or a number there"));
}

}  // namespace plimsoll::test::unique_json_test
