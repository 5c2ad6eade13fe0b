#include "engine/results/printable.h"

#include <array>
#include <cstddef>

namespace plimsoll {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Form {
  unsigned char mask, lead;  // of the first byte
  std::size_t length;
  char32_t lowest;  // smaller ones are overlong
};
constexpr std::array<Form, 3> kForms = {{{0xE0, 0xC0, 2, 0x80}, {0xF0, 0xE0, 3, 0x800}, {0xF8, 0xF0, 4, 0x10000}}};

// Length of the whole character at the start of the text; 0 if there is none.
std::size_t multibyte_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  for (const auto& form : kForms) {
    if ((first & form.mask) != form.lead || text.size() < form.length) continue;
    char32_t code = first & static_cast<unsigned char>(~form.mask);
    for (std::size_t i = 1; i < form.length; ++i) {
      const auto next = static_cast<unsigned char>(text[i]);
      if ((next & 0xC0) != 0x80) return 0;
      code = code << 6 | (next & 0x3F);
    }
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    const bool control = code >= 0x80 && code < 0xA0;
    return code < form.lowest || code > 0x10FFFF || surrogate || control ? 0 : form.length;
  }
  return 0;
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
