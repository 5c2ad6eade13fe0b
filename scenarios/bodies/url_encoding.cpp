#include "scenarios/bodies/url_encoding.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

bool is_plain(char c, Encoding encoding) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  if (letter || c == '-' || c == '.' || c == '_') return true;
  return encoding == Encoding::query ? c == '~' : c == '*';
}

void append_escape(std::string& text, char c) {
  fmt::format_to(std::back_inserter(text), "%{:02X}", static_cast<unsigned char>(c));
}

void append_encoded(std::string& text, std::string_view part, Encoding encoding) {
  for (const char c : part) {
    if (is_plain(c, encoding))
      text += c;
    else if (c == ' ' && encoding == Encoding::form)
      text += '+';
    else
      append_escape(text, c);
  }
}

}  // namespace

std::string encoded_pairs(const std::vector<Header>& pairs, Encoding encoding) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += '&';
    append_encoded(text, name, encoding);
    text += '=';
    append_encoded(text, value, encoding);
  }
  return text;
}

std::string encoded_path(std::string_view path) {
  std::string text;
  for (const char c : path) {
    if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 127)
      append_escape(text, c);
    else
      text += c;
  }
  return text;
}

}  // namespace plimsoll
