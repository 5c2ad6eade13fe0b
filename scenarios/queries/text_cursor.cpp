#include "scenarios/queries/text_cursor.h"

#include <fmt/format.h>

#include <utility>

namespace plimsoll {

char TextCursor::next() {
  const char c = text_[at_++];
  if (c == '\n') {
    place_ = {place_.line + 1, 1};
  } else if (at_end() || (static_cast<unsigned char>(text_[at_]) & 0xC0U) != 0x80U) {
    ++place_.column;  // with the last byte of a character
  }
  return c;
}

bool TextCursor::take(std::string_view piece) {
  if (!sees(piece)) return false;
  for (std::size_t i = 0; i < piece.size(); ++i) next();
  return true;
}

void TextCursor::skip_blanks() {
  take_while([](char c) { return c == ' ' || c == '\t'; });
}

bool TextCursor::fail_at(TextPlace place, std::string message) {
  if (!fault_) fault_ = TextFault{place, std::move(message)};
  return false;
}

bool TextCursor::expected(std::string_view what) {
  constexpr std::size_t kMostShown = 24;
  auto found = text_.substr(at_, kMostShown);
  found = found.substr(0, found.find_first_of("\r\n"));
  if (at_end()) return fail(fmt::format("expected {}, the text ends here", what));
  if (found.empty()) return fail(fmt::format("expected {}, the line ends here", what));
  return fail(fmt::format("expected {}, found {}", what, found));
}

}  // namespace plimsoll
