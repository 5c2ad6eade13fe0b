// JSON that would take the stack or minutes is refused before it is built.

#include "core/json/json.h"

#include "core/json/json_shape.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace plimsoll::test::json_test {

std::string nested(std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); }

std::string object_of(std::size_t members) {
  std::string text = "{";
  for (std::size_t i = 0; i < members; ++i) text += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":0";
  return text + "}";
}

std::string why_refused(const std::string& text) {
  JsonFault fault;
  return parse_ordered_json(text, &fault).is_discarded() ? fault.reason : "";
}

TEST(Json, is_nested_so_deep_and_no_deeper) {
  EXPECT_FALSE(parse_json(nested(kDeepestJson)).is_discarded());
  EXPECT_TRUE(parse_json(nested(kDeepestJson + 1)).is_discarded());
  EXPECT_EQ(why_refused(nested(kDeepestJson)), "");
  EXPECT_EQ(why_refused(nested(kDeepestJson + 1)), "nested deeper than 500 levels");
  EXPECT_EQ(why_refused(nested(1 << 20)), "nested deeper than 500 levels");
}

TEST(Json, does_not_end_at_a_nul) {
  const std::string text("1\0 and more", 11);
  EXPECT_TRUE(parse_json(text).is_discarded());
  EXPECT_FALSE(is_json(text));
  EXPECT_EQ(why_refused(text), "a NUL byte");
  EXPECT_TRUE(parse_json("1").is_number());
  EXPECT_TRUE(is_json("1"));
}

TEST(Json, depth_does_not_count_what_stands_in_text) {
  EXPECT_EQ(depth_of_json(R"({"a": ["[[[", "\"[[\\"], "b": {}})"), 2u);
  EXPECT_EQ(depth_of_json("]]["), 1u);
  EXPECT_EQ(depth_of_json("7"), 0u);
}

TEST(Json, objects_so_large_that_their_keys_take_minutes_to_compare_are_refused) {
  EXPECT_EQ(parse_ordered_json(object_of(3000)).size(), 3000u);
  EXPECT_EQ(why_refused(object_of(200'000)), "an object with more than 60,000 members");
  EXPECT_EQ(why_refused("[" + object_of(40'000) + "," + object_of(60'000) + "]"),
            "an object with more than 60,000 members");
  EXPECT_EQ(parse_json(object_of(200'000)).size(), 200'000u) << "sorted keys are found at once";
}

}  // namespace plimsoll::test::json_test
