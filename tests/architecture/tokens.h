#pragma once

// The words and signs of a source, with their brackets matched. Plain data, made by tokenize.

#include <cstddef>
#include <limits>
#include <optional>
#include <string_view>
#include <vector>

namespace plimsoll::architecture {

struct Token {
  static constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

  std::string_view text;  // into the code that was tokenized
  int line = 0;
  std::size_t partner = kNone;  // the bracket that closes or opens this one
};

using Tokens = std::vector<Token>;

Tokens tokenize(std::string_view code);

struct Lambda {
  bool captures = false;
  std::size_t body_open = 0;
  std::size_t body_close = 0;
};

// The lambda whose `[` stands at this index.
std::optional<Lambda> lambda_at(const Tokens& tokens, std::size_t index);

}  // namespace plimsoll::architecture
