#include "scenarios/json_path.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace plimsoll::json_path_test {

using nlohmann::json;

const json kAnswer = json::parse(R"({
  "prediction": 0.25, "labels": ["cat", "dog", "owl"], "a b": {"c.d": 7},
  "boxes": [{"id": 1, "score": 0.5}, {"id": 2, "score": 0.75, "parts": [{"id": 3}]}], "none": null
})");

// The matches as one JSON list.
json at(std::string_view text) {
  const auto path = JsonPath::compile(text);
  EXPECT_TRUE(path) << text << ": " << (path ? "" : path.error().message);
  json matches = json::array();
  if (path)
    for (const auto* match : path->select(kAnswer)) matches.push_back(*match);
  return matches;
}

std::string error_of(std::string_view text) {
  const auto path = JsonPath::compile(text);
  EXPECT_FALSE(path) << text;
  return path ? "" : path.error().message;
}

TEST(JsonPath, of_a_dollar_is_the_whole) { EXPECT_EQ(at("$"), json::array({kAnswer})); }

TEST(JsonPath, walks_names_and_indices) {
  EXPECT_EQ(at("$.prediction"), json::parse("[0.25]"));
  EXPECT_EQ(at("$.labels[1]"), json::parse(R"(["dog"])"));
  EXPECT_EQ(at("$.labels[-1]"), json::parse(R"(["owl"])"));
  EXPECT_EQ(at("$['a b']['c.d']"), json::parse("[7]"));
  EXPECT_EQ(at(R"($["a b"]["c.d"])"), json::parse("[7]"));
  EXPECT_EQ(at("$.none"), json::parse("[null]"));
}

TEST(JsonPath, matches_nothing_where_there_is_nothing) {
  EXPECT_EQ(at("$.labels[3]"), json::array());
  EXPECT_EQ(at("$.labels[-4]"), json::array());
  EXPECT_EQ(at("$.labels.x"), json::array());
  EXPECT_EQ(at("$.prediction[0]"), json::array());
  EXPECT_EQ(at("$.nothing"), json::array());
  EXPECT_EQ(at("$.prediction[*]"), json::array());
}

TEST(JsonPath, takes_every_child_or_every_descendant) {
  EXPECT_EQ(at("$.labels[*]"), json::parse(R"(["cat", "dog", "owl"])"));
  EXPECT_EQ(at("$.boxes[*].score"), json::parse("[0.5, 0.75]"));
  EXPECT_EQ(at("$['a b'][*]"), json::parse("[7]"));
  EXPECT_EQ(at("$..id"), json::parse("[1, 2, 3]"));
  EXPECT_EQ(at("$.boxes[1]..id"), json::parse("[2, 3]"));
}

TEST(JsonPath, takes_slices_and_several_at_once) {
  EXPECT_EQ(at("$.labels[1:]"), json::parse(R"(["dog", "owl"])"));
  EXPECT_EQ(at("$.labels[:-1]"), json::parse(R"(["cat", "dog"])"));
  EXPECT_EQ(at("$.labels[::-1]"), json::parse(R"(["owl", "dog", "cat"])"));
  EXPECT_EQ(at("$.labels[5:9]"), json::array());
  EXPECT_EQ(at("$.labels[0:9:9223372036854775807]"), json::parse(R"(["cat"])"));
  EXPECT_EQ(at("$.labels[0, 2]"), json::parse(R"(["cat", "owl"])"));
  EXPECT_EQ(at("$['prediction', 'none']"), json::parse("[0.25, null]"));
  EXPECT_EQ(at("$.boxes.*.id"), json::parse("[1, 2]"));
  EXPECT_EQ(at("$..[1].id"), json::parse("[2]"));
}

TEST(JsonPath, takes_the_children_that_a_filter_holds_for) {
  EXPECT_EQ(at("$.boxes[?(@.score > 0.5)].id"), json::parse("[2]"));
  EXPECT_EQ(at("$.boxes[?@.score>=0.5 && @.parts].id"), json::parse("[2]"));
  EXPECT_EQ(at("$.boxes[?!@.parts].id"), json::parse("[1]"));
  EXPECT_EQ(at("$.boxes[?(@.id == 1 || @.id == 2)].id"), json::parse("[1, 2]"));
  EXPECT_EQ(at("$.boxes[?@['id'] != 1].id"), json::parse("[2]"));
  EXPECT_EQ(at("$.labels[?@ == 'dog']"), json::parse(R"(["dog"])"));
  EXPECT_EQ(at("$.boxes[?@.score == $.prediction]"), json::array());
  EXPECT_EQ(at("$.boxes[?@.score < 'x']"), json::array()) << "of different types none is less";
  EXPECT_EQ(at("$..[?@.id == 3].id"), json::parse("[3]"));
}

TEST(JsonPath, has_functions_in_its_filters) {
  EXPECT_EQ(at("$.labels[?length(@) == 3]").size(), 3u);
  EXPECT_EQ(at("$.labels[?match(@, 'd.*|x')]"), json::parse(R"(["dog"])"));
  EXPECT_EQ(at("$.labels[?match(@, 'o')]"), json::array());
  EXPECT_EQ(at("$.labels[?search(@, 'o') && !search(@, 'w')]"), json::parse(R"(["dog"])"));
  EXPECT_EQ(at("$.boxes[?count(@.*) > 1 && value(@..id) == 1].id"), json::parse("[1]"));
  EXPECT_EQ(at("$.boxes[?length(@.id) == 1].id"), json::array()) << "a number has none";
  EXPECT_EQ(at("$.labels[0 : 1]").size(), 1u);
  EXPECT_EQ(at("$.labels[::0]"), json::array());
}

TEST(JsonPath, finds_each_descendant_once_though_its_parents_match_too) {
  const auto nested = json::parse(R"({"a": {"a": {"a": 1}}})");
  EXPECT_EQ(JsonPath::compile("$..a..a")->select(nested).size(), 2u);
}

TEST(JsonPath, walks_a_value_that_is_nested_very_deeply) {
  const auto deep = json::parse(std::string(100'000, '[') + std::string(100'000, ']'));
  EXPECT_TRUE(JsonPath::compile("$..x")->select(deep).empty());
}

TEST(JsonPath, names_the_column_that_is_wrong) {
  EXPECT_EQ(error_of("prediction"), R"(a path starts with "$": write "$.prediction")");
  EXPECT_EQ(error_of("$prediction"),
            R"(expected ".name", "['name']", "[0]", "[*]" or "..name" at column 2 of the path "$prediction")");
  EXPECT_EQ(error_of("$.a["), R"(expected a number, * or a quoted name at column 5 of the path "$.a[")");
  EXPECT_EQ(error_of("$.a[1"), R"(expected ] at column 6 of the path "$.a[1")");
  EXPECT_EQ(error_of("$['a"), R"(expected the closing quote at column 5 of the path "$['a")");
  for (const auto text : {"",
                          "$.",
                          "$..",
                          "$.a..",
                          "$[]",
                          "$[a]",
                          "$[1.5]",
                          "$['a']x",
                          "$.a b",
                          "$[99999999999999999999]",
                          "$[?]",
                          "$[?@.a ==]",
                          "$[?1]",
                          "$[?(@.a]",
                          "$[?@.a",
                          "$[0,]",
                          "$[?length(@.a)]",
                          "$[?length(1]",
                          "$[?count(1) == 1]",
                          "$[?match(@.a, '(')]",
                          "$[?search(@.a)]"})
    error_of(text);
}

}  // namespace plimsoll::json_path_test
