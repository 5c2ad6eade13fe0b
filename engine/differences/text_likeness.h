#pragma once

// An answer's text beside one that is known to be like what is expected: where their bytes are the same, so is the
// JSON, and only the numbers and texts in which they differ are looked at. No parsing, no allocation. Immutable once it
// is made; any thread.

#include "core/json/json_tree.h"
#include "engine/differences/compiled_rules.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

class TextLikeness {
 public:
  // `known` is alike by the rules. Nothing where texts cannot tell: DeepDiff's meaning, names that are there twice.
  static std::unique_ptr<const TextLikeness> make(const CompiledRules& rules, const JsonTree& expected,
                                                  const JsonTree& known, std::string_view known_text,
                                                  const std::vector<JsonTree::Id>& known_filtered);

  // False: it may be alike all the same.
  bool is_surely_alike(std::string_view text) const;

  // What it takes of memory.
  std::size_t bytes() const noexcept {
    return sizeof *this + text_.capacity() + numbers_.capacity() + tokens_.capacity() * sizeof(Token);
  }

 private:
  // A number, text or word in the known text, and what may stand there instead.
  struct Token {
    std::size_t begin = 0, end = 0;
    bool is_ignored = false;
    bool is_number = false;  // of this, within the tolerance
    JsonNode expected{};
    NumberTolerance tolerance{};
  };
  class Reader;

  bool fits(const Token& token, std::string_view other) const;

  std::string text_;
  std::string numbers_;  // what the tokens' expected numbers are written in
  std::vector<Token> tokens_;
  bool scientific_ = false;
  bool numbers_apart_ = false;
};

}  // namespace plimsoll
