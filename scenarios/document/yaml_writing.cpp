#include "scenarios/document/yaml_writing.h"

#include "core/json/json.h"
#include "core/text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// Words that YAML or the scenario takes for something else than text.
bool is_reserved(std::string_view text) {
  constexpr std::array<std::string_view, 9> kWords = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return same_without_case(word, text); });
}

bool is_plain_text(std::string_view text, bool in_flow) {
  if (text.empty() || is_reserved(text) || text.back() == ' ' || text.back() == ':') return false;
  if (!is_letter_or_digit(text.front()) && text.front() != '/' && text.front() != '_') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' && (text[i - 1] == ':' || (i + 1 < text.size() && text[i + 1] == '#'))) return false;
    if (c == ',' && in_flow) return false;
    if (!is_letter_or_digit(c) && std::string_view(" /_.:=&?+~;-@%*,()<>!|").find(c) == std::string_view::npos)
      return false;
    if (in_flow && (c == ':' || c == '?')) return false;
  }
  return true;
}

}  // namespace

std::string yaml_quoted(std::string_view text) { return to_text(nlohmann::json(std::string(text))); }

std::string yaml_scalar(std::string_view text, bool in_flow) {
  return is_plain_text(text, in_flow) ? std::string(text) : yaml_quoted(text);
}

std::string yaml_key(std::string_view key) {
  const bool plain = !key.empty() && !is_reserved(key) &&
                     (key.front() == '_' || (is_letter_or_digit(key.front()) && key.front() > '9')) &&
                     std::all_of(key.begin(), key.end(),
                                 [](char c) { return is_letter_or_digit(c) || c == '_' || c == '-' || c == '.'; });
  return plain ? std::string(key) : yaml_quoted(key);
}

}  // namespace plimsoll
