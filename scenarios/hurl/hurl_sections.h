#pragma once

// The sections of a .hurl file: [Query], [Asserts] and the others, of a request and of its answer. No state.

#include "scenarios/hurl/hurl_file.h"

namespace plimsoll {

// All that follow. False: the cursor has the fault.
bool read_sections(TextCursor& cursor, HurlRequest& request);
bool read_sections(TextCursor& cursor, HurlResponse& response);

}  // namespace plimsoll
