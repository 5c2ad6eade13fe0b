#pragma once

// The small things of text that every room needs. Of letters, ASCII alone has cases: other bytes stay as they are. Pure
// functions; any thread.

#include <algorithm>
#include <string>
#include <string_view>

namespace plimsoll {

inline char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower_case(std::string_view text);

inline bool same_without_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower_ascii(x) == lower_ascii(y); });
}

// Without the blanks at both ends: spaces, tabs, what is left of a line end of Windows.
std::string_view trimmed(std::string_view text);

void replace_all(std::string& text, std::string_view from, std::string_view to);

// In single quotes, so that a shell reads it as one word whatever is in it.
std::string shell_quoted(std::string_view text);

}  // namespace plimsoll
