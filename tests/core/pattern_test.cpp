#include "core/pattern.h"

#include <gtest/gtest.h>

namespace plimsoll::pattern_test {

Pattern::Search search(const std::string& pattern, const std::string& text) {
  return Pattern::compile(pattern).value().search(text);
}

TEST(Pattern, is_found_anywhere) {
  EXPECT_EQ(search("\"label\":\\s*\\d+", "{\"label\": 12}"), Pattern::Search::found);
  EXPECT_EQ(search("^\\d+$", "a12"), Pattern::Search::not_found);
  EXPECT_EQ(search("(?:cat|dog)s?\\b", "two dogs"), Pattern::Search::found);
  EXPECT_EQ(search("^$", ""), Pattern::Search::found);
}

TEST(Pattern, an_expression_that_is_wrong_is_an_error) {
  for (const auto* wrong : {"(", "[", "a{2,1}", "*a"}) EXPECT_TRUE(Pattern::compile(wrong).has_error()) << wrong;
}

TEST(Pattern, long_text_does_not_overflow_the_stack) {
  const std::string text(1 << 20, 'a');
  EXPECT_EQ(search(".*b", text), Pattern::Search::not_found);
  EXPECT_EQ(search("^a*$", text), Pattern::Search::found);
}

TEST(Pattern, endless_backtracking_is_given_up) {
  EXPECT_EQ(search("(a+)+b", std::string(100000, 'a')), Pattern::Search::too_costly);
  EXPECT_EQ(search("(a|aa)+$", std::string(100000, 'a') + "b"), Pattern::Search::too_costly);
}

TEST(Pattern, its_first_group_is_read) {
  const auto pattern = Pattern::compile("id=(\\d+)|none").value();
  EXPECT_EQ(pattern.first_group("an id=42 and id=43").text, "42");
  EXPECT_EQ(pattern.first_group("none").search, Pattern::Search::found);
  EXPECT_EQ(pattern.first_group("none").text, std::nullopt);
  EXPECT_EQ(pattern.first_group("id=").search, Pattern::Search::not_found);
  EXPECT_EQ(Pattern::compile("a").value().first_group("a").text, std::nullopt) << "it has no group";
}

TEST(Pattern, works_on_characters) {
  EXPECT_EQ(Pattern::compile("^(.)").value().first_group("\u00e9t\u00e9").text, "\u00e9");
  EXPECT_EQ(Pattern::compile("(\\w+)").value().first_group("\u00e9t\u00e9 x").text, "\u00e9t\u00e9");
  EXPECT_EQ(Pattern::compile("t(?i)(\u00c9)").value().first_group("\u00e9t\u00e9").text, "\u00e9");
  EXPECT_EQ(Pattern::compile("[\u00e8\u00e9](x)").value().first_group("\u00e9x").text, "x");
  EXPECT_EQ(search("^.{2}$", "\u00e9\U0001F600"), Pattern::Search::found);
  EXPECT_EQ(Pattern::compile(".").value().replaced("\u00e9a", "-"), "--");
}

TEST(Pattern, works_on_bytes_where_the_text_is_no_UTF_8) {
  EXPECT_EQ(Pattern::compile("x(\\d)").value().first_group("\xff x1").text, "1");
}

TEST(Pattern, knows_what_other_languages_write_otherwise) {
  EXPECT_EQ(Pattern::compile("(?P<one>a)b").value().first_group("ab").text, "a");
  for (const auto* letter : {"(\\u{e9})", "(\\u00e9)", "(\\x{e9})"})
    EXPECT_EQ(Pattern::compile(letter).value().first_group("a\u00e9").text, "\u00e9") << letter;
  EXPECT_EQ(search("\\\\u0041", "\\u0041"), Pattern::Search::found);
}

TEST(Pattern, knows_the_letters_of_all_languages) {
  for (const auto* letters : {"^\\p{L}+$", "^\\pL+$", "^[\\p{L}]+$", "^[\\p{Lu}\\p{Ll}]+$", "^\\P{N}+$"})
    EXPECT_EQ(search(letters, "\u00c9tat"), Pattern::Search::found) << letters;
  EXPECT_EQ(search("\\p{Lu}", "\u00e9tat"), Pattern::Search::not_found);
  EXPECT_EQ(search("\\p{L}", "AB"), Pattern::Search::found);
}

TEST(Pattern, a_group_is_named_by_all_that_can_be_its_name) {
  EXPECT_EQ(Pattern::compile("(a)").value().replaced("a", "$1_"), "");
  EXPECT_EQ(Pattern::compile("(a)").value().replaced("a", "${1}_"), "a_");
  EXPECT_EQ(Pattern::compile("(?<one>a)").value().replaced("a", "$one-$$-$2-$"), "a-$--$");
}

TEST(Pattern, nothing_is_no_place_right_behind_one) {
  EXPECT_EQ(Pattern::compile("b*").value().replaced("abc", "-"), "-a-c-");
}

TEST(Pattern, each_place_is_replaced) {
  EXPECT_EQ(Pattern::compile("(\\w)(\\d)").value().replaced("a1, b2", "$2$1"), "1a, 2b");
  EXPECT_EQ(Pattern::compile("x").value().replaced("abc", "y"), "abc");
  EXPECT_EQ(Pattern::compile("(a+)+b").value().replaced(std::string(1000, 'a'), ""), std::nullopt);
}

}  // namespace plimsoll::pattern_test
