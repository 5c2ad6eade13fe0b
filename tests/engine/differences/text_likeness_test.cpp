#include "engine/differences/json_comparison.h"

#include <gtest/gtest.h>

#include <fmt/format.h>
#include <random>

namespace plimsoll::text_likeness_test {

const std::string kKnown = R"({"id": "r-1", "p": [0.5, 12], "ok": true, "meta": {"at": 17, "by": "x"}})";

ComparisonRules rules() {
  ComparisonRules rules;
  rules.tolerance.absolute = 0.01;
  rules.ignored = {"$.id", "$.meta"};
  return rules;
}

bool is_surely_alike(const std::string& text, const ComparisonRules& rules_of_it = rules(),
                     const std::string& expected = kKnown, const std::string& known = kKnown) {
  const auto comparison = JsonComparison::make(rules_of_it).value();
  JsonTree one;
  JsonTree other;
  EXPECT_TRUE(one.parse(expected) && other.parse(known));
  const auto likeness = comparison.text_likeness({one, expected}, {other, known});
  return likeness != nullptr && likeness->is_surely_alike(text);
}

std::string with(const std::string& part, const std::string& instead) {
  auto text = kKnown;
  return text.replace(text.find(part), part.size(), instead);
}

TEST(TextLikeness, numbers_within_the_tolerance_and_ignored_texts_may_differ) {
  EXPECT_TRUE(is_surely_alike(kKnown));
  EXPECT_TRUE(is_surely_alike(with("r-1", "another")));
  EXPECT_TRUE(is_surely_alike(with("r-1", "")));
  EXPECT_TRUE(is_surely_alike(with("\"r-1\"", "null")));
  EXPECT_TRUE(is_surely_alike(with("0.5", "0.509")));
  EXPECT_TRUE(is_surely_alike(with("0.5", "0.50")));
  EXPECT_TRUE(is_surely_alike(with("0.5", "5e-1")));
  EXPECT_TRUE(is_surely_alike(with("12", "12.0")));
  EXPECT_TRUE(is_surely_alike(with("17", "171717")));
  EXPECT_TRUE(is_surely_alike(with("17", "1")));
  EXPECT_TRUE(is_surely_alike(with("\"x\"", "false")));
}

TEST(TextLikeness, anything_else_is_left_to_the_parser) {
  for (const auto& text : {with("0.5", "0.52"),
                           with("12", "123"),
                           with("12", "1"),
                           with("true", "false"),
                           with("true", "truex"),
                           with("r-1", "a\\u0041"),
                           with("r-1", "\xC3\xA9"),
                           with("r-1", "\x01"),
                           with("\"r-1\"", "{}"),
                           with("\"r-1\"", "01"),
                           with("\"r-1\"", "nul"),
                           with("0.5", "0."),
                           with("0.5", "NaN"),
                           with("0.5", ""),
                           with(": [", ":["),
                           with("}}", "}"),
                           with("}}", "}} 1"),
                           with("\"ok\"", "\"no\""),
                           with("[0.5, 12]", "[0.5]"),
                           kKnown.substr(0, 10),
                           std::string()})
    EXPECT_FALSE(is_surely_alike(text)) << text;
}

TEST(TextLikeness, the_tolerance_is_of_what_is_expected_not_of_what_is_known) {
  const std::string known = R"({"p":0.505,"id":1})";
  ComparisonRules within;
  within.tolerance.absolute = 0.01;
  within.ignored = {"$.id"};
  const std::string expected = R"({"id": "x", "p": 0.5})";
  EXPECT_TRUE(is_surely_alike(R"({"p":0.51,"id":2})", within, expected, known));
  EXPECT_FALSE(is_surely_alike(R"({"p":0.514,"id":2})", within, expected, known));
}

TEST(TextLikeness, in_lists_of_any_order_numbers_are_left_to_the_parser) {
  auto any_order = rules();
  any_order.ignore_order = true;
  EXPECT_TRUE(is_surely_alike(with("r-1", "r-2"), any_order));
  EXPECT_FALSE(is_surely_alike(with("0.5", "0.505"), any_order));
}

TEST(TextLikeness, it_says_nothing_of_what_texts_cannot_tell) {
  auto like_deepdiff = rules();
  like_deepdiff.like = ComparisonDialect::deepdiff;
  EXPECT_FALSE(is_surely_alike(kKnown, like_deepdiff));
  auto filtered = rules();
  filtered.ignored.emplace_back("$.p[?@ > 1]");
  EXPECT_FALSE(is_surely_alike(kKnown, filtered));
  EXPECT_FALSE(is_surely_alike(R"({"a": 1, "a": 1})", rules(), R"({"a": 1})", R"({"a": 1, "a": 1})"));
}

TEST(TextLikeness, what_is_surely_alike_is_alike) {
  std::mt19937 random(1);
  const auto comparison = JsonComparison::make(rules()).value();
  JsonTree expected;
  ASSERT_TRUE(expected.parse(kKnown));
  const JsonComparison::Side side{expected, kKnown};
  const auto likeness = comparison.text_likeness(side, side);
  const std::string letters = "0123456789.-+eE\"\\{}[],: tx";
  std::size_t sure = 0;
  for (int i = 0; i < 200'000; ++i) {
    auto text = kKnown;
    for (auto changes = 1 + random() % 3; changes > 0 && !text.empty(); --changes) {
      const auto at = random() % text.size();
      const char letter = letters[random() % letters.size()];
      if (random() % 3 == 0)
        text[at] = letter;
      else if (random() % 2 == 0)
        text.insert(at, 1, letter);
      else
        text.erase(at, 1);
    }
    if (!likeness->is_surely_alike(text)) continue;
    ++sure;
    JsonTree actual;
    SoundScratch scratch;
    ASSERT_TRUE(actual.parse(text)) << text;
    ASSERT_TRUE(comparison.are_alike(side, {actual, text}, scratch)) << text;
  }
  EXPECT_GT(sure, 1000u);
}

}  // namespace plimsoll::text_likeness_test
