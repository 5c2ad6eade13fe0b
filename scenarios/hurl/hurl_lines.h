#pragma once

// The lines that every part of a .hurl file is made of: ends of lines with their comments, and key: value. No state.

#include "scenarios/hurl/hurl_file.h"

#include <optional>
#include <vector>

namespace plimsoll {

// Blanks, a comment, the end of the line or of the file. A fault if something else stands there.
bool end_line(TextCursor& cursor);
// Empty lines and comments, and the blanks at the beginning of the next line.
void skip_lines(TextCursor& cursor);

enum class HurlLine { read, other, wrong };  // other: the cursor stands where it stood

// key: value, the lines before it passed over.
HurlLine read_pair(TextCursor& cursor, HurlPair& pair);
bool read_pairs(TextCursor& cursor, std::vector<HurlPair>& pairs);
// The key and its colon; the cursor stands at the value.
HurlLine read_key(TextCursor& cursor, HurlText& key);

}  // namespace plimsoll
