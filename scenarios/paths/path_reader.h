#pragma once

// The text of a JSON path, read from left to right: what the compilers of steps and of filters share. One thread.

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

struct PathReader {
  std::string_view text;
  std::size_t at = 0;  // the next character
  std::string trouble{};

  bool done() const { return at >= text.size(); }
  char peek() const { return done() ? '\0' : text[at]; }
  bool take(std::string_view piece) {
    if (text.substr(at, piece.size()) != piece) return false;
    at += piece.size();
    return true;
  }
  void skip_blanks() {
    while (peek() == ' ') ++at;
  }
  // Always false.
  bool fail(std::string_view expected) {
    if (trouble.empty()) trouble = fmt::format(R"(expected {} at column {} of the path "{}")", expected, at + 1, text);
    return false;
  }

  // At its opening quote.
  std::optional<std::string> quoted() {
    const char quote = text[at++];
    std::string name;
    for (; !done() && text[at] != quote; ++at) {
      if (text[at] == '\\' && at + 1 < text.size()) ++at;
      name += text[at];
    }
    if (done()) {
      fail("the closing quote");
      return std::nullopt;
    }
    ++at;
    return name;
  }

  std::optional<std::int64_t> integer() {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + at, text.data() + text.size(), value);
    if (error != std::errc()) return std::nullopt;
    at = static_cast<std::size_t>(end - text.data());
    return value;
  }
};

}  // namespace plimsoll
