#pragma once

// The lines of [Options]: which there are, and which are not done. No state.

#include "imports/hurl/hurl_file.h"
#include "imports/hurl/hurl_lines.h"

#include <vector>

namespace plimsoll {

bool read_options(TextCursor& cursor, std::vector<HurlOption>& options);

}  // namespace plimsoll
