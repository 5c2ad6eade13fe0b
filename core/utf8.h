#pragma once

// UTF-8 as it comes from targets and files: possibly broken. Walks it code point by code point. Pure functions; any
// thread.

#include <cstddef>
#include <string>
#include <string_view>

namespace plimsoll {

inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD, for what is no UTF-8

struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;  // bytes it takes of the text
  bool valid = true;       // false: value is U+FFFD
};

// Broken UTF-8 made whole with U+FFFD, so that no byte from a target can break a report.
std::string valid_utf8(std::string_view text);

// The first code point; text is not empty.
CodePoint first_code_point(std::string_view text);

// A control character (C0, DEL, C1; line ends and tabs too), or one that turns the direction of the text around it or
// breaks its line: shown as it is, it would make a text look like another. None of a server's may reach an output.
bool is_control(char32_t point);

// What a terminal gives a code point: 0, 1 or 2 columns.
std::size_t columns_of(char32_t point);

// visit(char32_t point, std::string_view bytes): the bytes to write for it, U+FFFD where the text is broken.
template <class Visit>
void for_each_code_point(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    visit(point.value, point.valid ? text.substr(0, point.length) : kReplacement);
    text.remove_prefix(point.length);
  }
}

}  // namespace plimsoll
