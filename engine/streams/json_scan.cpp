#include "engine/streams/json_scan.h"

namespace plimsoll {

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::size_t closing_quote(std::string_view data, std::size_t from) {
  for (auto i = from; i < data.size(); ++i) {
    if (data[i] == '"') return i;
    if (data[i] == '\\') ++i;
  }
  return std::string_view::npos;
}

std::size_t object_end(std::string_view data) {
  std::size_t depth = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (data[i] == '"') {
      i = closing_quote(data, i + 1);
      if (i == std::string_view::npos) return i;
    } else if (data[i] == '{') {
      ++depth;
    } else if (data[i] == '}' && --depth == 0) {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

}  // namespace plimsoll
