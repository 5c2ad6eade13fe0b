#include "scenarios/prompts/prompt_plan.h"
#include "scenarios/prompts/prompt_text.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>

namespace plimsoll::test::prompt_plan_test {

TEST(PromptPlan, draws_lengths_by_their_law) {
  TokenLengths uniform{TokenLengths::Law::uniform, 200, 800, 0, 0};
  TokenLengths normal{TokenLengths::Law::normal, 300, 700, 512, 100};
  Random random(7);
  double sum = 0;
  double normal_sum = 0;
  constexpr int kDraws = 20'000;
  std::uint64_t at_the_ends = 0;
  for (int i = 0; i < kDraws; ++i) {
    const auto length = uniform.draw(random);
    ASSERT_TRUE(length >= 200 && length <= 800) << length;
    sum += static_cast<double>(length);
    const auto other = normal.draw(random);
    ASSERT_TRUE(other >= 300 && other <= 700) << other;
    normal_sum += static_cast<double>(other);
    if (other == 300 || other == 700) ++at_the_ends;
  }
  // Standard errors: 173 / sqrt(n) = 1.2; below 0.7.
  EXPECT_NEAR(sum / kDraws, 500, 5);
  EXPECT_NEAR(normal_sum / kDraws, 509.9, 4);  // clipped at 2.12 deviations below and 1.88 above
  EXPECT_NEAR(static_cast<double>(at_the_ends) / kDraws, 0.0170 + 0.0301, 0.008);
  EXPECT_EQ(TokenLengths::constant(64).draw(random), 64U);
  EXPECT_EQ(uniform.words(), "200 to 800, uniform");
}

TEST(PromptText, has_the_words_that_are_asked_for_and_no_more) {
  std::string text;
  add_drawn_words(512, Random(1), text);
  EXPECT_EQ(count_words(text), 512U);
  add_unique_words(3, 1, 5, text);
  EXPECT_EQ(count_words(text), 515U);
  EXPECT_EQ(text.find("  "), std::string::npos);
  EXPECT_EQ(count_words(" a\tb\n\nc "), 3U);
  EXPECT_EQ(count_words(" "), 0U);
  std::set<std::string_view> words;
  for (std::uint64_t i = 0; i < kPromptWords; ++i) words.insert(prompt_word(i));
  EXPECT_EQ(words.size(), kPromptWords);
}

TEST(PromptText, begins_like_no_other) {
  std::set<std::string> beginnings;
  for (std::uint64_t row = 0; row < 50'000; ++row) {
    std::string text;
    add_unique_words(4, 11, row, text);
    beginnings.insert(text);
  }
  EXPECT_EQ(beginnings.size(), 50'000U);
  std::string one;
  std::string same;
  std::string other;
  add_unique_words(30, 11, 4, one);
  add_unique_words(30, 11, 4, same);
  add_unique_words(30, 12, 4, other);
  EXPECT_EQ(one, same);
  EXPECT_NE(one, other);
}

}  // namespace plimsoll::test::prompt_plan_test
