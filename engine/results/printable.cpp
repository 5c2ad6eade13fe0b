#include "engine/results/printable.h"

#include "core/utf8.h"

#include <cstddef>

namespace plimsoll {
namespace {

bool is_plain(char c) { return (c >= 0x20 && c < 0x7F) || c == '\n' || c == '\t'; }

}  // namespace

std::string printable(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    if (bytes.starts_with("\r\n")) {
      text += '\n';
      bytes.remove_prefix(2);
      continue;
    }
    const CodePoint point = first_code_point(bytes);
    const bool is_shown = point.valid && (point.length > 1 ? !is_control(point.value) : is_plain(bytes[0]));
    text += is_shown ? bytes.substr(0, point.length) : kReplacement;
    bytes.remove_prefix(point.length);
  }
  return text;
}

}  // namespace plimsoll
