#include "engine/results/printable.h"

#include "core/utf8.h"

#include <cstddef>

namespace plimsoll {
namespace {

// Length of the character of several bytes at the start of the text; 0 if there is none.
std::size_t multibyte_length(std::string_view text) {
  const CodePoint point = first_code_point(text);
  return point.valid && point.value >= 0xA0 ? point.length : 0;  // below: a control character
}

bool is_plain(char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t'; }

}  // namespace

std::string printable(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const auto rest = bytes.substr(at);
    const bool line_end = rest.starts_with("\r\n");
    const std::size_t length = line_end ? 2 : is_plain(rest[0]) ? 1 : multibyte_length(rest);
    if (line_end)
      text += '\n';
    else
      text += length == 0 ? kReplacement : rest.substr(0, length);
    at += length == 0 ? 1 : length;
  }
  return text;
}

}  // namespace plimsoll
