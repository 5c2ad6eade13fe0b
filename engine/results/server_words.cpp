#include "engine/results/server_words.h"

#include "core/utf8.h"

#include <algorithm>
#include <cstddef>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestSaid = 240;

bool is_digit_char(char c) { return c >= '0' && c <= '9'; }
bool is_word_char(char c) {
  return is_digit_char(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}

// "1234", "0x7f3a1c", "5f0e3c9a-...", "req_011CSHoEeqs5C3FTVA": a number, or an id. Not "gpt-4o", "FP32", "float64".
bool differs_each_time(std::string_view word) {
  constexpr std::size_t kShortestHex = 8;
  constexpr std::size_t kShortestId = 16;
  constexpr std::ptrdiff_t kDigitsOfId = 4;
  const auto digits = std::count_if(word.begin(), word.end(), is_digit_char);
  if (digits == 0) return false;
  const bool is_number = std::all_of(word.begin(), word.end(), [](char c) { return is_digit_char(c) || c == '-'; });
  const bool is_hex = word.find_first_not_of("0123456789abcdefABCDEFx-") == std::string_view::npos;
  return is_number || (is_hex && word.size() >= kShortestHex) || (word.size() >= kShortestId && digits >= kDigitsOfId);
}

// U+202A to U+202E, U+2066 to U+2069, U+200E, U+200F, U+061C: they turn what follows around.
bool turns_text(char32_t point) {
  return (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) || point == 0x200E ||
         point == 0x200F || point == 0x061C;
}

// One line of what can be shown.
std::string shown_line(std::string_view said) {
  std::string line;
  while (!said.empty() && line.size() < kLongestSaid) {
    const auto point = first_code_point(said);
    const auto length = std::max<std::size_t>(1, point.length);
    const bool is_shown = point.valid && point.value >= 0x20 && point.value != 0x7F &&
                          (point.value < 0x80 || point.value >= 0xA0) && !turns_text(point.value);
    if (is_shown)
      line += said.substr(0, length);
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
    said.remove_prefix(std::min(length, said.size()));
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  if (!said.empty()) line += "...";
  return line;
}

}  // namespace

std::string server_words(std::string_view said) {
  const auto line = shown_line(said);
  std::string words;
  for (std::size_t at = 0; at < line.size();) {
    auto end = at;
    while (end < line.size() && is_word_char(line[end])) ++end;
    if (end == at) {
      words += line[at++];
      continue;
    }
    const auto word = std::string_view(line).substr(at, end - at);
    words += differs_each_time(word) ? "N" : word;
    at = end;
  }
  // "2.5", "1,000"
  for (const std::string_view pair : {"N.N", "N,N", "N:N"})
    for (auto at = words.find(pair); at != std::string::npos; at = words.find(pair, at))
      words.replace(at, pair.size(), "N");
  return words;
}

std::string with_server_words(FailureKind kind, std::string message) {
  const bool has_them =
      kind == FailureKind::status || (kind == FailureKind::check && message.starts_with("an error within a "));
  const auto colon = has_them ? message.find(": ") : std::string::npos;
  if (colon == std::string::npos) return message;
  return message.substr(0, colon + 2) + server_words(std::string_view(message).substr(colon + 2));
}

}  // namespace plimsoll
