#pragma once

// Prompts that are made, not read: how long they are, what they have in common. Plain data, part of the plan; any
// thread.

#include "core/random.h"

#include <cstdint>
#include <string>

namespace plimsoll {

// How many tokens, or turns; at least 1.
struct TokenLengths {
  enum class Law { constant, uniform, normal };
  static constexpr std::uint64_t kMost = 1ULL << 20;

  Law law = Law::constant;
  std::uint64_t low = 1;  // constant: this; normal: what is drawn below or above is set to the nearer end
  std::uint64_t high = 1;
  double mean = 1;       // of the normal law, before it is clipped
  double deviation = 0;  // its standard deviation

  static TokenLengths constant(std::uint64_t length) {
    return {Law::constant, length, length, static_cast<double>(length), 0};
  }
  std::uint64_t draw(Random& random) const;
  // "512", "200 to 800, uniform", "mean 512, deviation 100, 64 to 2,048, normal".
  std::string words() const;
};

struct PromptPlan {
  TokenLengths input = TokenLengths::constant(512);   // of each text of the user, the shared beginning included
  TokenLengths output = TokenLengths::constant(128);  // that is asked for
  TokenLengths turns = TokenLengths::constant(1);     // texts of the user in one conversation
  double shared_share = 0;                            // of the first text, alike in all prompts of a group
  std::uint32_t groups = 1;                           // a prompt is of one of them, drawn
  std::uint64_t rows = 0;                             // after so many the first comes again; 0: none does

  static constexpr std::uint32_t kMostGroups = 1'000'000;
  static constexpr std::uint64_t kMostTurns = 1000;
};

}  // namespace plimsoll
