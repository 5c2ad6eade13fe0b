#include "store/packed_text.h"

#include <gtest/gtest.h>

namespace plimsoll::packed_text_test {

TEST(PackedText, comes_back_as_it_was) {
  for (const std::string& text :
       {std::string(), std::string("one"), std::string(1 << 20, 'a'), std::string("\0\1", 2)}) {
    const auto back = unpacked(packed(text));
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, text);
  }
  EXPECT_LT(packed(std::string(1 << 20, 'a')).size(), 10'000u);
}

TEST(PackedText, that_is_damaged_or_too_long_is_refused) {
  const auto text = packed(std::string(100'000, 'a') + "tail");
  EXPECT_FALSE(unpacked(text.substr(0, text.size() / 2)));
  EXPECT_FALSE(unpacked(""));
  EXPECT_FALSE(unpacked("no such thing"));
  EXPECT_FALSE(unpacked(text, 50'000));
}

}  // namespace plimsoll::packed_text_test
