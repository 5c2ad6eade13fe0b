#include "engine/checks/json_compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::json_compare_test {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> differences(const std::string& expected, const std::string& actual,
                                     JsonTolerance tolerance = {}, const std::vector<std::string>& ignored = {},
                                     std::size_t limit = 10) {
  const auto comparison = JsonComparison::make(tolerance, ignored).value();
  std::vector<std::string> text;
  for (const auto& difference : comparison.differences(json::parse(expected), json::parse(actual), limit))
    text.push_back(difference.path + " " + difference.message);
  return text;
}

TEST(JsonCompare, equal_values_do_not_differ) {
  EXPECT_THAT(differences("null", "null"), IsEmpty());
  EXPECT_THAT(differences(R"({"a": [1, "x", true], "b": {}})", R"({"b": {}, "a": [1, "x", true]})"), IsEmpty());
  EXPECT_THAT(differences("1", "1.0"), IsEmpty());
  EXPECT_THAT(differences("18446744073709551615", "18446744073709551615"), IsEmpty());
}

TEST(JsonCompare, names_what_differs_by_its_path) {
  EXPECT_THAT(differences(R"({"a": [1, {"b c": 2}]})", R"({"a": [1, {"b c": 3}]})"),
              ElementsAre("$.a[1]['b c'] expected 2, got 3"));
  EXPECT_THAT(differences(R"({"a": 1})", "[1]"), ElementsAre(R"($ expected {"a":1}, got [1])"));
  EXPECT_THAT(differences("true", "1"), ElementsAre("$ expected true, got 1"));
  EXPECT_THAT(differences("null", "0"), ElementsAre("$ expected null, got 0"));
  EXPECT_THAT(differences(R"("1")", "1"), ElementsAre(R"($ expected "1", got 1)"));
}

TEST(JsonCompare, members_missing_and_not_expected) {
  EXPECT_THAT(differences(R"({"a": 1, "b": 2})", R"({"b": 2, "c": 3})"),
              ElementsAre("$.a is missing, expected 1", "$.c is not expected, got 3"));
}

TEST(JsonCompare, arrays_of_other_lengths) {
  EXPECT_THAT(differences("[1, 2, 3]", "[1, 5]"),
              ElementsAre("$ expected 3 elements, got 2", "$[1] expected 2, got 5"));
}

TEST(JsonCompare, an_absolute_tolerance) {
  EXPECT_THAT(differences("0.5", "0.51", {0.01, 0}), IsEmpty());
  EXPECT_THAT(differences("0.5", "0.49", {0.011, 0}), IsEmpty());
  EXPECT_THAT(differences("0.5", "0.52", {0.01, 0}), ElementsAre("$ expected 0.5, got 0.52"));
  EXPECT_THAT(differences("100", "101", {1, 0}), IsEmpty());
}

TEST(JsonCompare, a_relative_tolerance_is_of_the_expected_magnitude) {
  EXPECT_THAT(differences("-1000", "-1009", {0, 0.01}), IsEmpty());
  EXPECT_THAT(differences("-1000", "-1011", {0, 0.01}), ElementsAre("$ expected -1000, got -1011"));
  EXPECT_THAT(differences("0", "0.0001", {0, 0.01}), ElementsAre("$ expected 0, got 0.0001"));
  EXPECT_THAT(differences("0", "0.0001", {0.001, 0.01}), IsEmpty());  // either is enough
}

TEST(JsonCompare, without_a_tolerance_large_integers_are_told_apart) {
  EXPECT_THAT(differences("9007199254740993", "9007199254740992"),
              ElementsAre("$ expected 9007199254740993, got 9007199254740992"));
}

TEST(JsonCompare, ignored_places_may_hold_anything) {
  EXPECT_THAT(differences(R"({"id": 1, "p": 2})", R"({"id": "x", "p": 2})", {}, {"$.id"}), IsEmpty());
  EXPECT_THAT(differences(R"({"id": 1, "p": 2})", R"({"p": 2})", {}, {"$.id"}), IsEmpty());
  EXPECT_THAT(differences(R"({"p": 2})", R"({"id": 1, "p": 2})", {}, {"$.id"}), IsEmpty());
  EXPECT_THAT(differences(R"([{"t": 1, "p": 2}])", R"([{"t": 2, "p": 3}])", {}, {"$..t"}),
              ElementsAre("$[0].p expected 2, got 3"));
  EXPECT_THAT(differences("1", "2", {}, {"$"}), IsEmpty());
}

TEST(JsonCompare, tells_no_more_than_the_limit) {
  EXPECT_EQ(differences("[1, 2, 3, 4, 5]", "[9, 9, 9, 9, 9]", {}, {}, 3).size(), 3u);
  EXPECT_EQ(differences(R"({"a": 1, "b": 1, "c": 1})", R"({"d": 1})", {}, {}, 2).size(), 2u);
}

TEST(JsonCompare, an_ignored_path_that_is_wrong_is_an_error) {
  EXPECT_TRUE(JsonComparison::make({}, {"$["}).has_error());
}

TEST(JsonCompare, long_values_are_cut_between_characters) {
  EXPECT_EQ(shown_json(json(1.5)), "1.5");
  EXPECT_EQ(shown_json(json("short")), "\"short\"");
  EXPECT_EQ(shown_json(json(std::string(200, 'x'))), "\"" + std::string(79, 'x') + "...");
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'x');
    for (int i = 0; i < 50; ++i) text += "\xE2\x82\xAC";
    const auto shown = shown_json(json(text));
    EXPECT_LE(shown.size(), 83u);
    EXPECT_NO_THROW(json(shown).dump()) << shift;  // throws on what is not UTF-8
  }
  json large = json::array();
  for (int i = 0; i < 100000; ++i) large.push_back({{"key", i}});
  EXPECT_LT(shown_json(large).size(), 90u);
  EXPECT_THAT(shown_json(large), testing::StartsWith(R"([{"key":0},{"key":1})"));
}

}  // namespace plimsoll::json_compare_test
