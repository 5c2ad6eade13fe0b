#include "scenarios/hurl/hurl_lines.h"

#include "scenarios/queries/hurl_text.h"

#include <utility>

namespace plimsoll {

bool end_line(TextCursor& cursor) {
  cursor.skip_blanks();
  if (cursor.peek() == '#') cursor.take_while([](char c) { return c != '\n'; });
  return cursor.at_end() || cursor.take("\n") || cursor.take("\r\n") || cursor.expected("the end of the line");
}

void skip_lines(TextCursor& cursor) {
  for (;;) {
    const auto before = cursor.mark();
    cursor.skip_blanks();
    if (cursor.peek() == '#') cursor.take_while([](char c) { return c != '\n'; });
    if (!cursor.take("\n") && !cursor.take("\r\n")) {
      if (cursor.at_end()) return;
      cursor.back_to(before);
      cursor.skip_blanks();
      return;
    }
  }
}

HurlLine read_key(TextCursor& cursor, HurlText& key) {
  const auto before = cursor.mark();
  skip_lines(cursor);
  key.place = cursor.place();
  auto text = key_text(cursor);
  if (!text) {
    if (cursor.fault()) return HurlLine::wrong;
    cursor.back_to(before);
    return HurlLine::other;
  }
  cursor.skip_blanks();
  if (!cursor.take(":")) {
    cursor.back_to(before);
    return HurlLine::other;
  }
  cursor.skip_blanks();
  key.text = *std::move(text);
  return HurlLine::read;
}

HurlLine read_pair(TextCursor& cursor, HurlPair& pair) {
  const auto key = read_key(cursor, pair.key);
  if (key != HurlLine::read) return key;
  pair.value.place = cursor.place();
  auto value = line_text(cursor);
  if (!value || !end_line(cursor)) return HurlLine::wrong;
  pair.value.text = *std::move(value);
  return HurlLine::read;
}

bool read_pairs(TextCursor& cursor, std::vector<HurlPair>& pairs) {
  for (;;) {
    HurlPair pair;
    const auto line = read_pair(cursor, pair);
    if (line != HurlLine::read) return line == HurlLine::other;
    pairs.push_back(std::move(pair));
  }
}

}  // namespace plimsoll
