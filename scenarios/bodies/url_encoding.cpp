#include "scenarios/bodies/url_encoding.h"

#include "core/utf8.h"
#include "scenarios/template_text.h"

#include <algorithm>
#include <charconv>

namespace plimsoll {
namespace {

bool is_plain(char c, Encoding encoding) {
  const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  if (letter || c == '-' || c == '.' || c == '_') return true;
  return encoding == Encoding::query ? c == '~' : c == '*';
}

void append_escape(char c, std::string& into) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  into.append(1, '%').append(1, kHex[byte >> 4]).append(1, kHex[byte & 0xF]);
}

// Text with each {{...}} in it as it stands: that is filled in and encoded later.
template <class Append>
void append_around_insertions(std::string_view text, std::string& into, Append append) {
  while (!text.empty()) {
    const auto open = std::min(text.find("{{"), text.size());
    const auto close = open == text.size() ? std::string_view::npos : end_of_insertion(text, open);
    const auto plain = close == std::string_view::npos ? text.size() : open;
    append(text.substr(0, plain), into);
    if (close == std::string_view::npos) return;
    into += text.substr(open, close + 2 - open);
    text.remove_prefix(close + 2);
  }
}

void append_pair_part(std::string_view part, Encoding encoding, std::string& into) {
  append_around_insertions(part, into,
                           [encoding](std::string_view text, std::string& to) { append_encoded(text, encoding, to); });
}

}  // namespace

void append_encoded(std::string_view text, Encoding encoding, std::string& into) {
  for (const char c : text) {
    if (is_plain(c, encoding))
      into += c;
    else if (c == ' ' && encoding == Encoding::form)
      into += '+';
    else
      append_escape(c, into);
  }
}

void append_encoded_path(std::string_view text, std::string& into) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte < 127)
      into += c;
    else
      append_escape(c, into);
  }
}

std::string encoded_pairs(const std::vector<Header>& pairs, Encoding encoding) {
  std::string text;
  for (const auto& [name, value] : pairs) {
    if (!text.empty()) text += '&';
    append_pair_part(name, encoding, text);
    text += '=';
    append_pair_part(value, encoding, text);
  }
  return text;
}

std::string encoded_path(std::string_view path) {
  std::string text;
  append_around_insertions(path, text, append_encoded_path);
  return text;
}

std::string without_dot_segments(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    if (path.starts_with("../")) {
      path.remove_prefix(3);
    } else if (path.starts_with("./") || path.starts_with("/./")) {
      path.remove_prefix(2);
    } else if (path == "/.") {
      path = "/";
    } else if (path.starts_with("/../") || path == "/..") {
      out.erase(std::min(out.rfind('/'), out.size()));
      path.remove_prefix(3);
      if (path.empty()) path = "/";
    } else if (path == "." || path == "..") {
      path = {};
    } else {
      const auto end = std::min(path.find('/', 1), path.size());
      out += path.substr(0, end);
      path.remove_prefix(end);
    }
  }
  return out;
}

std::optional<std::string> url_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t at = 0; at < text.size(); ++at) {
    unsigned value = 0;
    const bool is_escape =
        text[at] == '%' && at + 2 < text.size() &&
        std::from_chars(text.data() + at + 1, text.data() + at + 3, value, 16).ptr == text.data() + at + 3;
    decoded += is_escape ? static_cast<char>(value) : text[at];
    at += is_escape ? 2 : 0;
  }
  if (valid_utf8(decoded) != decoded) return std::nullopt;
  return decoded;
}

}  // namespace plimsoll
