#include "core/text.h"

#include <gtest/gtest.h>

namespace plimsoll::text_test {
namespace {

TEST(Text, has_lower_case_for_ascii_alone) {
  EXPECT_EQ(lower_case("X-Api-KEY \xC3\x84"), "x-api-key \xC3\x84");
  EXPECT_TRUE(same_without_case("Content-Type", "cONTENT-tYPE"));
  EXPECT_FALSE(same_without_case("content", "content-type"));
  EXPECT_FALSE(same_without_case("[", "{"));
}

TEST(Text, is_trimmed_of_blanks_and_tabs) {
  EXPECT_EQ(trimmed(" \ta b\t\r"), "a b");
  EXPECT_EQ(trimmed("a\n"), "a\n");
  EXPECT_EQ(trimmed(" \t "), "");
  EXPECT_EQ(trimmed(""), "");
}

TEST(Text, is_replaced_everywhere_and_once) {
  std::string text = "abab-ab";
  replace_all(text, "ab", "ab ab");
  EXPECT_EQ(text, "ab abab ab-ab ab");
  replace_all(text, "", "x");
  EXPECT_EQ(text, "ab abab ab-ab ab");
}

TEST(Text, is_one_word_to_a_shell) {
  EXPECT_EQ(shell_quoted("a b"), "'a b'");
  EXPECT_EQ(shell_quoted("it's $HOME"), R"('it'\''s $HOME')");
  EXPECT_EQ(shell_quoted(""), "''");
}

}  // namespace
}  // namespace plimsoll::text_test
