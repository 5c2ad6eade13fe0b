#include "engine/differences/json_comparison.h"
#include "engine/differences/difference_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <algorithm>
#include <random>

namespace plimsoll::json_comparison_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

// "PATH MESSAGE" each; whether they are alike must say the same.
std::vector<std::string> differences(const std::string& expected, const std::string& actual,
                                     const ComparisonRules& rules = {}, std::size_t limit = 10) {
  const auto comparison = JsonComparison::make(rules).value();
  JsonTree one;
  JsonTree other;
  EXPECT_TRUE(one.parse(expected, JsonNumbers::with_nan)) << expected;
  EXPECT_TRUE(other.parse(actual, JsonNumbers::with_nan)) << actual;
  std::vector<std::string> text;
  for (const auto& difference : comparison.differences({one, expected}, {other, actual}, limit))
    text.push_back(difference.path + " " + difference_message(difference, one, other));
  SoundScratch scratch;
  EXPECT_EQ(comparison.are_alike({one, expected}, {other, actual}, scratch), text.empty());
  return text;
}

std::vector<std::string> kinds(const std::string& expected, const std::string& actual, const ComparisonRules& rules) {
  const auto comparison = JsonComparison::make(rules).value();
  JsonTree one;
  JsonTree other;
  EXPECT_TRUE(one.parse(expected) && other.parse(actual));
  std::vector<std::string> text;
  for (const auto& difference : comparison.differences({one, expected}, {other, actual}, 100))
    text.push_back(std::string(name_of(difference.kind)) + " " + difference.path);
  return text;
}

ComparisonRules within(double absolute, double relative) {
  ComparisonRules rules;
  rules.tolerance = {absolute, relative, {}};
  return rules;
}

ComparisonRules ignoring(std::vector<std::string> places) {
  ComparisonRules rules;
  rules.ignored = std::move(places);
  return rules;
}

ComparisonRules unordered() {
  ComparisonRules rules;
  rules.ignore_order = true;
  return rules;
}

TEST(JsonComparison, equal_values_do_not_differ) {
  EXPECT_THAT(differences("null", "null"), IsEmpty());
  EXPECT_THAT(differences(R"({"a": [1, "x", true], "b": {}})", R"({"b": {}, "a": [1, "x", true]})"), IsEmpty());
  EXPECT_THAT(differences("1", " 1.0 "), IsEmpty());
  EXPECT_THAT(differences("18446744073709551615", "18446744073709551615"), IsEmpty());
  EXPECT_THAT(differences(R"("a\u00e9")", "\"a\xC3\xA9\""), IsEmpty());
}

TEST(JsonComparison, names_what_differs_by_its_path) {
  EXPECT_THAT(differences(R"({"a": [1, {"b c": 2}]})", R"({"a": [1, {"b c": 3}]})"),
              ElementsAre("$.a[1]['b c'] expected 2, got 3"));
  EXPECT_THAT(differences(R"({"a": 1})", "[1]"), ElementsAre(R"($ expected {"a":1}, got [1])"));
  EXPECT_THAT(differences("true", "1"), ElementsAre("$ expected true, got 1"));
  EXPECT_THAT(differences("null", "0"), ElementsAre("$ expected null, got 0"));
  EXPECT_THAT(differences(R"("1")", "1"), ElementsAre(R"($ expected "1", got 1)"));
}

TEST(JsonComparison, tells_of_which_kind_a_difference_is) {
  EXPECT_THAT(kinds(R"({"a": 1, "b": 1, "c": 1, "l": [1, 2]})", R"({"a": "1", "b": 2, "d": 1, "l": [1]})", {}),
              ElementsAre("type_changes $.a", "values_changed $.b", "dictionary_item_removed $.c",
                          "iterable_item_removed $.l[1]", "dictionary_item_added $.d"));
  ComparisonRules rules;
  rules.only = {DifferenceKind::values_changed};
  EXPECT_THAT(kinds(R"({"a": 1, "b": 1, "c": 1})", R"({"a": "1", "b": 2, "d": 1})", rules),
              ElementsAre("values_changed $.b"));
  EXPECT_THAT(differences(R"({"a": 1})", R"({"a": 1, "b": 2})", rules), IsEmpty());
}

TEST(JsonComparison, members_and_elements_that_are_missing_or_not_expected) {
  EXPECT_THAT(differences(R"({"a": 1, "b": 2})", R"({"b": 2, "c": 3})"),
              ElementsAre("$.a is missing, expected 1", "$.c is not expected, got 3"));
  EXPECT_THAT(differences("[1, 2, 3]", "[1, 5]"), ElementsAre("$[1] expected 2, got 5", "$[2] is missing, expected 3"));
  EXPECT_THAT(differences("[1]", "[1, 5]"), ElementsAre("$[1] is not expected, got 5"));
  EXPECT_THAT(differences("[]", "[[]]"), ElementsAre("$[0] is not expected, got []"));
}

TEST(JsonComparison, an_absolute_tolerance) {
  EXPECT_THAT(differences("0.5", "0.51", within(0.01, 0)), IsEmpty());
  EXPECT_THAT(differences("0.5", "0.49", within(0.011, 0)), IsEmpty());
  EXPECT_THAT(differences("0.5", "0.52", within(0.01, 0)), ElementsAre("$ expected 0.5, got 0.52"));
  EXPECT_THAT(differences("100", "101", within(1, 0)), IsEmpty());
}

TEST(JsonComparison, a_relative_tolerance_is_of_the_expected_magnitude) {
  EXPECT_THAT(differences("-1000", "-1009", within(0, 0.01)), IsEmpty());
  EXPECT_THAT(differences("-1000", "-1011", within(0, 0.01)), ElementsAre("$ expected -1000, got -1011"));
  EXPECT_THAT(differences("0", "0.0001", within(0, 0.01)), ElementsAre("$ expected 0, got 0.0001"));
  EXPECT_THAT(differences("0", "0.0001", within(0.001, 0.01)), IsEmpty());  // either is enough
}

TEST(JsonComparison, tolerances_of_some_places) {
  auto rules = within(0.01, 0);
  rules.tolerance_at = {{"$.loose[*]", {0.5, {}, {}}}, {"$.exact", {0.0, {}, {}}}};
  EXPECT_THAT(differences(R"({"loose": [1, 2], "exact": 1, "p": 1})",
                          R"({"loose": [1.4, 1.6], "exact": 1.001, "p": 1.01})", rules),
              ElementsAre("$.exact expected 1, got 1.001"));
}

TEST(JsonComparison, significant_digits_are_a_grid) {
  ComparisonRules rules;
  rules.tolerance.significant_digits = 1;
  EXPECT_THAT(differences("21.25", "21.2", rules), IsEmpty());
  EXPECT_THAT(differences("21.25", "21.35", rules), ElementsAre("$ expected 21.25, got 21.35"));
  EXPECT_THAT(differences("-0.01", "0.01", rules), IsEmpty());
  rules.scientific = true;
  EXPECT_THAT(differences("1024", "1010", rules), IsEmpty());
  EXPECT_THAT(differences("0.00123", "0.00119", rules), IsEmpty());
  EXPECT_THAT(differences("0.00123", "0.00223", rules), ElementsAre("$ expected 0.00123, got 0.00223"));
}

TEST(JsonComparison, numbers_beyond_a_double_are_told_apart) {
  EXPECT_THAT(differences("9007199254740993", "9007199254740992"),
              ElementsAre("$ expected 9007199254740993, got 9007199254740992"));
  EXPECT_THAT(differences("123456789012345678901234567890", "123456789012345678901234567891"), testing::SizeIs(1));
  EXPECT_THAT(differences("100000000000000000000", "1e20"), IsEmpty());
  EXPECT_THAT(differences("1e400", "10e399"), IsEmpty());
  EXPECT_THAT(differences("1e400", "1e401"), testing::SizeIs(1));
  EXPECT_THAT(differences("1e400", "-1e400"), testing::SizeIs(1));
  EXPECT_THAT(differences("1e400", "1e401", within(1e300, 0.5)), testing::SizeIs(1));
  EXPECT_THAT(differences("1e-400", "0"), IsEmpty());  // as doubles they are
  EXPECT_THAT(differences("0", "-0"), IsEmpty());
}

TEST(JsonComparison, not_a_number_is_itself_alone) {
  EXPECT_THAT(differences("[NaN, Infinity]", "[NaN, Infinity]"), IsEmpty());
  EXPECT_THAT(differences("NaN", "1", within(1e9, 1)), ElementsAre("$ expected NaN, got 1"));
  EXPECT_THAT(differences("Infinity", "-Infinity", within(1e9, 1)), testing::SizeIs(1));
  EXPECT_THAT(differences("Infinity", "1e400"), testing::SizeIs(1));
  EXPECT_THAT(differences("NaN", "null"), ElementsAre("$ expected NaN, got null"));
}

TEST(JsonComparison, numbers_and_texts) {
  ComparisonRules rules;
  rules.ignore_numeric_type_changes = false;
  EXPECT_THAT(kinds("[1, 2]", "[1.0, 2]", rules), ElementsAre("type_changes $[0]"));
  rules = within(0.01, 0);
  rules.text_numbers = true;
  EXPECT_THAT(differences(R"(["0.5", 1, "x"])", R"([0.505, "1.0", "x"])", rules), IsEmpty());
  EXPECT_THAT(differences(R"(["0.5", "x"])", R"([0.6, 1])", rules), testing::SizeIs(2));
}

TEST(JsonComparison, texts_in_any_case) {
  ComparisonRules rules;
  rules.ignore_string_case = true;
  EXPECT_THAT(differences(R"({"a": "CAT"})", R"({"a": "cat"})", rules), IsEmpty());
  EXPECT_THAT(differences(R"({"A": 1})", R"({"a": 1})", rules), testing::SizeIs(2));
}

TEST(JsonComparison, ignored_places_may_hold_anything) {
  EXPECT_THAT(differences(R"({"id": 1, "p": 2})", R"({"id": "x", "p": 2})", ignoring({"$.id"})), IsEmpty());
  EXPECT_THAT(differences(R"({"id": 1, "p": 2})", R"({"p": 2})", ignoring({"$.id"})), IsEmpty());
  EXPECT_THAT(differences(R"({"p": 2})", R"({"id": 1, "p": 2})", ignoring({"root['id']"})), IsEmpty());
  EXPECT_THAT(differences(R"([{"t": 1, "p": 2}])", R"([{"t": 2, "p": 3}])", ignoring({"$..t"})),
              ElementsAre("$[0].p expected 2, got 3"));
  EXPECT_THAT(differences("[1, 2, 3]", "[9, 2, 9]", ignoring({"$[-1]", "$[0]"})), IsEmpty());
  EXPECT_THAT(differences("[1, 2, 3]", "[9, 9, 3]", ignoring({"$[0:2]"})), IsEmpty());
  EXPECT_THAT(
      differences(R"({"a": {"x": 1}, "b": {"x": 1}})", R"({"a": {"x": 2}, "b": {"x": 2}})", ignoring({"root[*]['x']"})),
      IsEmpty());
  EXPECT_THAT(differences("1", "2", ignoring({"$"})), IsEmpty());
}

TEST(JsonComparison, places_are_ignored_by_what_they_hold) {
  EXPECT_THAT(differences(R"([{"k": "time", "v": 1}, {"k": "p", "v": 1}])",
                          R"([{"k": "time", "v": 2}, {"k": "p", "v": 2}])", ignoring({"$[?@.k == 'time']"})),
              ElementsAre("$[1].v expected 1, got 2"));
}

TEST(JsonComparison, places_are_ignored_by_globs_and_expressions) {
  ComparisonRules rules;
  rules.ignored_globs = {"$.meta.*_at"};
  EXPECT_THAT(differences(R"({"meta": {"made_at": 1, "by": 1}})", R"({"meta": {"made_at": 2, "by": 2}})", rules),
              ElementsAre("$.meta.by expected 1, got 2"));
  rules.ignored_globs = {"**.id"};
  EXPECT_THAT(differences(R"({"a": [{"id": 1}]})", R"({"a": [{"id": 2}]})", rules), IsEmpty());
  rules = {};
  rules.ignored_regexes = {R"(\[\d+\]\.t$)"};
  EXPECT_THAT(differences(R"({"t": 1, "a": [{"t": 1}]})", R"({"t": 2, "a": [{"t": 2}]})", rules),
              ElementsAre("$.t expected 1, got 2"));
}

TEST(JsonComparison, of_a_name_that_is_there_twice_the_last_counts) {
  EXPECT_THAT(differences(R"({"a": 1})", R"({"a": 2, "a": 1})"), IsEmpty());
  EXPECT_THAT(differences(R"({"a": 1})", R"({"a": 1, "a": 2})"), ElementsAre("$.a expected 1, got 2"));
  JsonTree tree;
  ASSERT_TRUE(tree.parse(R"({"a": 1, "b": 2, "a": 3})"));
  EXPECT_EQ(tree[0].count, 2u);
  EXPECT_THAT(tree.hidden(), ElementsAre(1u));
  std::string many = "{";
  for (int i = 0; i < 40; ++i) many += fmt::format("\"m{}\": {}, ", i % 35, i);
  ASSERT_TRUE(tree.parse(many + "\"x\": 1}"));
  EXPECT_EQ(tree[0].count, 36u);
}

TEST(JsonComparison, large_objects_in_another_order) {
  std::vector<int> order(5000);
  for (int i = 0; i < 5000; ++i) order[static_cast<std::size_t>(i)] = i;
  const auto object = [&] {
    std::string text = "{\"first\": 0";
    for (const auto i : order) text += fmt::format(", \"member {}\": {}", i, i);
    return text + "}";
  };
  const auto one = object();
  std::shuffle(order.begin(), order.end(), std::minstd_rand(1));
  EXPECT_THAT(differences(one, object()), IsEmpty());
  order.back() = 5000;
  EXPECT_EQ(differences(one, object()).size(), 2u);
}

TEST(JsonComparison, tells_no_more_than_the_limit) {
  EXPECT_EQ(differences("[1, 2, 3, 4, 5]", "[9, 9, 9, 9, 9]", {}, 3).size(), 3u);
  EXPECT_EQ(differences(R"({"a": 1, "b": 1, "c": 1})", R"({"d": 1})", {}, 2).size(), 2u);
}

TEST(JsonComparison, objects_that_share_few_names_are_one_change_where_that_is_asked_for) {
  ComparisonRules rules;
  rules.threshold_to_diff_deeper = 0.33;
  EXPECT_THAT(kinds(R"({"a": {"x": 1, "y": 2}})", R"({"a": {"v": 1, "w": 2}})", rules),
              ElementsAre("values_changed $.a"));
}

TEST(Unordered, the_same_elements_in_any_order) {
  EXPECT_THAT(differences("[1, 2, 3]", "[3, 1, 2]", unordered()), IsEmpty());
  EXPECT_THAT(differences("[1, 2, 3]", "[3, 1, 2]"), testing::SizeIs(3));
  EXPECT_THAT(differences(R"([{"a": 1, "b": [1, 2]}, "x"])", R"(["x", {"b": [2, 1.0], "a": 1}])", unordered()),
              IsEmpty());
  EXPECT_THAT(differences("[[1, 2], [3]]", "[[3], [2, 1]]", unordered()), IsEmpty());
  EXPECT_THAT(differences("[]", "[]", unordered()), IsEmpty());
}

TEST(Unordered, only_at_some_places) {
  ComparisonRules rules;
  rules.ignore_order_at = {"$.tags"};
  EXPECT_THAT(differences(R"({"tags": [1, 2], "p": [1, 2]})", R"({"tags": [2, 1], "p": [1, 2]})", rules), IsEmpty());
  EXPECT_THAT(differences(R"({"tags": [1, 2], "p": [1, 2]})", R"({"tags": [2, 1], "p": [2, 1]})", rules),
              testing::SizeIs(2));
}

TEST(Unordered, what_is_left_is_told_in_the_nearest_pairs) {
  EXPECT_THAT(differences("[1, 2, 3]", "[3, 2, 4]", unordered()), ElementsAre("$[0] expected 1, got 4"));
  EXPECT_THAT(differences(R"([{"label": "cat", "p": 0.91}, {"label": "dog", "p": 0.09}])",
                          R"([{"label": "dog", "p": 0.09}, {"label": "cat", "p": 0.9}])", unordered()),
              ElementsAre("$[0].p expected 0.91, got 0.9"));
  EXPECT_THAT(differences(R"([1, "x"])", "[[2], 1]", unordered()),
              UnorderedElementsAre("$[1] is missing, expected \"x\"", "$[0] is not expected, got [2]"));
}

TEST(Unordered, how_often_an_element_is_there_counts_unless_it_is_said_not_to) {
  EXPECT_THAT(differences("[1, 2, 2]", "[2, 1]", unordered()), ElementsAre("$[1] expected 2 2 times, got 1 times"));
  auto rules = unordered();
  rules.report_repetition = false;
  EXPECT_THAT(differences("[1, 2, 2]", "[2, 1]", rules), IsEmpty());
  EXPECT_THAT(differences("[[1, 1]]", "[[1]]", rules), IsEmpty());
  EXPECT_THAT(differences("[5, 5]", "[]", rules), ElementsAre("$[0] is missing, expected 5"));
}

TEST(Unordered, digits_and_ignored_places_are_honoured) {
  auto rules = unordered();
  rules.tolerance.significant_digits = 1;
  rules.ignored = {"$[*].id"};
  EXPECT_THAT(differences(R"([{"id": 1, "p": 0.11}, {"id": 2, "p": 0.5}])",
                          R"([{"id": 8, "p": 0.5}, {"id": 9, "p": 0.12}])", rules),
              IsEmpty());
}

TEST(Unordered, a_tolerance_finds_the_pairs_that_there_are) {
  auto rules = within(0.1, 0);
  rules.ignore_order = true;
  EXPECT_THAT(differences("[1.0, 1.1, 5]", "[5.05, 1.15, 1.08]", rules), IsEmpty());
  EXPECT_THAT(differences("[1.0, 1.1]", "[1.15, 1.18]", rules), testing::SizeIs(1));
  // The first may go with either, the second with one alone.
  EXPECT_THAT(differences(R"([{"x": 1.0, "y": 0}, {"x": 1.09, "y": 0}])",
                          R"([{"x": 1.05, "y": 0}, {"x": 0.95, "y": 0}])", rules),
              IsEmpty());
  EXPECT_THAT(differences(R"([{"x": 1.0}, {"x": 2.0}])", R"([{"x": 2.05}, {"x": 1.5}])", rules),
              ElementsAre("$[0].x expected 1.0, got 1.5"));
}

TEST(Unordered, many_elements_do_not_take_the_square_of_them) {
  std::vector<std::string> elements;
  for (int i = 0; i < 20'000; ++i)
    elements.push_back(fmt::format(R"({{"id": {}, "name": "n{}", "p": 0.{}}})", i, i, i));
  const auto list = [&] {
    std::string text = "[";
    for (const auto& element : elements) text += element + ",";
    return text.substr(0, text.size() - 1) + "]";
  };
  const auto one = list();
  std::shuffle(elements.begin(), elements.end(), std::minstd_rand(1));
  EXPECT_THAT(differences(one, list(), unordered()), IsEmpty());
  auto rules = within(1e-9, 0);
  rules.ignore_order = true;
  EXPECT_THAT(differences(one, list(), rules), IsEmpty());
  elements[7] = R"({"id": -1})";
  EXPECT_EQ(differences(one, list(), unordered()).size(), 2u);
}

TEST(Unordered, lists_in_lists_that_are_nearly_alike_end) {
  // Each level could be tried with each other on the next.
  std::string one = "1";
  std::string other = "2";
  for (int level = 0; level < 6; ++level) {
    const auto nest = [](const std::string& inner) {
      std::string text = "[";
      for (int i = 0; i < 4; ++i) text += fmt::format("[{}, {}],", i, inner);
      return text.substr(0, text.size() - 1) + "]";
    };
    one = nest(one);
    other = nest(other);
  }
  EXPECT_THAT(differences(one, one, unordered()), IsEmpty());
  EXPECT_FALSE(differences(one, other, unordered()).empty());
}

TEST(JsonTree, takes_json_and_nothing_else) {
  JsonTree tree;
  for (const auto* text :
       {"",    " ",          "[1,]",   "{\"a\" 1}", "{\"a\": 1,}", "[1 2]",   "[1",           "[1]]",     "1 2",
        "tru", "01",         "+1",     "1.",        ".5",          "\"a",     R"("\x")",      "\"\x01\"", "\"\xFF\"",
        "NaN", "[Infinity]", "{a: 1}", "[1}",       "nulll",       "\"a\" 1", R"(["\ud800"])"}) {
    EXPECT_FALSE(tree.parse(text)) << text;
    EXPECT_TRUE(tree.empty());
  }
  for (const auto* text : {"1", "-0.5e+3", "\"\"", "null", "[]", " {} ", "[[]]", R"({"a": {"b": []}})", "1e999"})
    EXPECT_TRUE(tree.parse(text)) << text;
  EXPECT_TRUE(tree.parse("[NaN, -Infinity]", JsonNumbers::with_nan));
  EXPECT_FALSE(tree.parse("[nan]", JsonNumbers::with_nan));
}

TEST(JsonTree, is_as_deep_as_others_build_values) {
  JsonTree tree;
  EXPECT_TRUE(tree.parse(std::string(500, '[') + std::string(500, ']')));
  EXPECT_FALSE(tree.parse(std::string(501, '[') + std::string(501, ']')));
  EXPECT_FALSE(tree.parse(std::string(1'000'000, '[')));
}

TEST(JsonTree, long_values_are_cut_between_characters) {
  JsonTree tree;
  const auto shown = [&](const std::string& text) {
    EXPECT_TRUE(tree.parse(text));
    return shown_value(tree, 0);
  };
  EXPECT_EQ(shown("1.50"), "1.50");
  EXPECT_EQ(shown("\"short\""), "\"short\"");
  EXPECT_EQ(shown("\"" + std::string(200, 'x') + "\""), "\"" + std::string(79, 'x') + "...");
  std::string list = "[";
  for (int i = 0; i < 10'000; ++i) list += fmt::format("{{\"key\": {}}},", i);
  EXPECT_LT(shown(list + "0]").size(), 90u);
  EXPECT_THAT(shown(list + "0]"), testing::StartsWith(R"([{"key":0},{"key":1})"));
}

TEST(JsonComparison, patterns_that_match_nothing_are_named) {
  ComparisonRules rules;
  rules.ignored = {"$.a", "$.zz"};
  rules.ignored_globs = {"$.*b"};
  rules.tolerance_at = {{"$.nowhere", {1, {}, {}}}};
  const auto comparison = JsonComparison::make(rules).value();
  JsonTree tree;
  const std::string text = R"({"a": 1, "bb": 2})";
  ASSERT_TRUE(tree.parse(text));
  EXPECT_THAT(comparison.patterns_without_place({tree, text}, {tree, text}),
              ElementsAre(testing::Field(&UnmatchedPattern::pattern, "$.nowhere"),
                          testing::Field(&UnmatchedPattern::pattern, "$.zz")));
}

TEST(JsonComparison, rules_that_say_nothing_in_a_dialect_are_errors) {
  EXPECT_TRUE(JsonComparison::make(ignoring({"$["})).has_error());
  EXPECT_TRUE(JsonComparison::make(ignoring({"root['a'"})).has_error());
  ComparisonRules rules;
  rules.like = ComparisonDialect::deepdiff;
  rules.text_numbers = true;
  EXPECT_TRUE(JsonComparison::make(rules).has_error());
}

}  // namespace plimsoll::json_comparison_test
