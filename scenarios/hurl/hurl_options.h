#pragma once

// The lines of [Options]: which there are, and which are not done. No state.

#include "scenarios/hurl/hurl_file.h"
#include "scenarios/hurl/hurl_lines.h"

#include <vector>

namespace plimsoll {

bool read_options(TextCursor& cursor, std::vector<HurlOption>& options);

}  // namespace plimsoll
