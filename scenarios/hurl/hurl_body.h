#pragma once

// The bodies of a .hurl file: JSON, XML, text in backticks, bytes, a file. No state.

#include "scenarios/hurl/hurl_file.h"
#include "scenarios/hurl/hurl_lines.h"

namespace plimsoll {

// The lines before it passed over, and the end of its line taken.
HurlLine read_body(TextCursor& cursor, HurlBody& body);

}  // namespace plimsoll
