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

}  // namespace plimsoll::pattern_test
