#include "tests/architecture/tokens.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace plimsoll::architecture {
namespace {

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

void match_brackets(Tokens& tokens) {
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const char sign = tokens[i].text.front();
    if (sign == '(' || sign == '[' || sign == '{') {
      open.push_back(i);
    } else if ((sign == ')' || sign == ']' || sign == '}') && !open.empty()) {
      tokens[i].partner = open.back();
      tokens[open.back()].partner = i;
      open.pop_back();
    }
  }
}

// After these words and after signs a `[` begins a lambda; after any other word or a closing bracket it is a subscript.
bool may_begin_lambda(std::string_view before) {
  constexpr std::array<std::string_view, 6> kWords = {"return", "co_return", "co_await", "co_yield", "case", "else"};
  if (is_word(before.front())) return std::find(kWords.begin(), kWords.end(), before) != kWords.end();
  return before != ")" && before != "]" && before != "[";
}

}  // namespace

Tokens tokenize(std::string_view code) {
  Tokens tokens;
  int line = 1;
  for (std::size_t at = 0; at < code.size();) {
    const char c = code[at];
    std::size_t length = 1;
    if (is_word(c)) {
      while (at + length < code.size() && is_word(code[at + length])) ++length;
    }
    if (std::isspace(static_cast<unsigned char>(c)) == 0) tokens.push_back({code.substr(at, length), line});
    if (c == '\n') ++line;
    at += length;
  }
  match_brackets(tokens);
  return tokens;
}

std::optional<Lambda> lambda_at(const Tokens& tokens, std::size_t index) {
  const auto close = tokens[index].partner;
  if (tokens[index].text != "[" || close == Token::kNone) return std::nullopt;
  if (index > 0 && !may_begin_lambda(tokens[index - 1].text)) return std::nullopt;
  // Parameters, specifiers and a return type may stand between the captures and the body.
  constexpr std::string_view kBetween = "->:<,*&>";
  for (auto i = close + 1; i < tokens.size(); ++i) {
    const auto text = tokens[i].text;
    if (text == "{") {
      if (tokens[i].partner == Token::kNone) return std::nullopt;
      return Lambda{close > index + 1, i, tokens[i].partner};
    }
    if (text == "(") {
      if (tokens[i].partner == Token::kNone) return std::nullopt;
      i = tokens[i].partner;
    } else if (!is_word(text.front()) && kBetween.find(text.front()) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace plimsoll::architecture
