#include "scenarios/bodies/url_encoding.h"

#include "scenarios/template_text.h"

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

// The length of the {{...}} that begins there, which is filled in and encoded later; 0: none does.
std::size_t insertion_size(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "{{") return 0;
  const auto end = end_of_insertion(text, at);
  return end == std::string_view::npos ? 0 : end + 2 - at;
}

void append_encoded(std::string& text, std::string_view part, Encoding encoding) {
  for (std::size_t i = 0; i < part.size(); ++i) {
    const char c = part[i];
    if (const auto size = insertion_size(part, i); size > 0) {
      text += part.substr(i, size);
      i += size - 1;
    } else if (is_plain(c, encoding))
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
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char c = path[i];
    if (const auto size = insertion_size(path, i); size > 0) {
      text += path.substr(i, size);
      i += size - 1;
    } else if (static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 127)
      append_escape(text, c);
    else
      text += c;
  }
  return text;
}

}  // namespace plimsoll
