#include "engine/results/printable.h"

#include <gtest/gtest.h>

namespace plimsoll::printable_test {

const std::string kMark = "\xEF\xBF\xBD";

TEST(Printable, leaves_text_as_it_is) {
  const std::string text = "plain\ttext\n\xC3\xA4 \xE2\x82\xAC \xF0\x9F\x9A\xA2";
  EXPECT_EQ(printable(text), text);
  EXPECT_EQ(printable(""), "");
}

TEST(Printable, replaces_control_characters) {
  EXPECT_EQ(printable(std::string_view("a\x00\x1b[31m\x7f", 8)), "a" + kMark + kMark + "[31m" + kMark);
  EXPECT_EQ(printable("\xC2\x9B"), kMark);  // a C1 control in UTF-8
}

TEST(Printable, leaves_nothing_that_turns_the_text_around_it) {
  // U+061C, U+200E, U+200F, U+2028, U+2029, U+202A, U+202E, U+2066, U+2069
  // NOLINTBEGIN(misc-misleading-bidirectional): what must not come out
  for (const std::string point : {"\xD8\x9C", "\xE2\x80\x8E", "\xE2\x80\x8F", "\xE2\x80\xA8", "\xE2\x80\xA9",
                                  "\xE2\x80\xAA", "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA9"})
    EXPECT_EQ(printable("a" + point + "b"), "a" + kMark + "b");
  // NOLINTEND(misc-misleading-bidirectional)
  EXPECT_EQ(printable("\u05E9\u05DC\u05D5\u05DD \u200D"), "\u05E9\u05DC\u05D5\u05DD \u200D");
}

TEST(Printable, makes_one_kind_of_line_end) { EXPECT_EQ(printable("a\r\nb\rc"), "a\nb" + kMark + "c"); }

TEST(Printable, replaces_what_is_not_utf8) {
  EXPECT_EQ(printable("a\xFFz"), "a" + kMark + "z");
  EXPECT_EQ(printable("\xC3"), kMark);                                      // cut
  EXPECT_EQ(printable("\xE2\x82"), kMark + kMark);                          // cut
  EXPECT_EQ(printable("\xC0\xAF"), kMark + kMark);                          // overlong
  EXPECT_EQ(printable("\xED\xA0\x80"), kMark + kMark + kMark);              // a surrogate
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), kMark + kMark + kMark + kMark);  // past the last
  EXPECT_EQ(printable("\xC3("), kMark + "(");
}

}  // namespace plimsoll::printable_test
