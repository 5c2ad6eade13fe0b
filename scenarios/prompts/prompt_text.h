#pragma once

// The text of prompts that are made: words that are one token each for the tokenisers that are widely used. Each text
// is a pure function of a seed and a number. No state; any thread.
//
// Each of the 512 words, behind a space or at the beginning, is one token of cl100k_base, o200k_base, r50k_base, Llama
// 2 and Llama 3 (measured). For any other tokeniser the number of words is all that is known.

#include "core/random.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace plimsoll {

inline constexpr std::uint64_t kPromptWords = 512;

// The word of that number, from 0, below kPromptWords.
std::string_view prompt_word(std::uint64_t number);

// That many drawn words at the end of `text`, with a space in front of each but the first of it.
void add_drawn_words(std::uint64_t count, Random random, std::string& text);

// The same, but at most its first four words are a number that no other `row` of this seed has (below 2^36 rows): so
// that what comes from there on is like no other text.
void add_unique_words(std::uint64_t count, std::uint64_t seed, std::uint64_t row, std::string& text);

// Words as people part them: by blanks.
std::uint64_t count_words(std::string_view text);

}  // namespace plimsoll
