#include "scenarios/run_note.h"

#include "core/utf8.h"

#include <fmt/format.h>

namespace plimsoll {

Result<std::string> parse_note(std::string_view text) {
  if (text.size() > kLongestNote)
    return Error{ErrorKind::invalid,
                 fmt::format("expected a note of at most {} bytes, got {}", kLongestNote, text.size())};
  bool has_control = false;
  for_each_code_point(text, [&](char32_t point, std::string_view) {
    has_control = has_control || point < 0x20 || (point >= 0x7f && point < 0xa0);
  });
  if (has_control)
    return Error{ErrorKind::invalid, "expected a note of one line: remove line ends and control characters"};
  if (valid_utf8(text) != text) return Error{ErrorKind::invalid, "expected a note in UTF-8"};
  return std::string(text);
}

}  // namespace plimsoll
