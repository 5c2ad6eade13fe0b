#pragma once

// JSON as a .hurl file has it: {{...}} stand for values and within strings. No state.

#include "scenarios/hurl/hurl_file.h"

#include <vector>

namespace plimsoll {

struct HurlJson {
  QueryText text;                   // as it was written
  std::vector<bool> within_string;  // by insertion
};

// Whether a value may begin here.
bool sees_json(const TextCursor& cursor);
// None: the cursor has the fault.
std::optional<HurlJson> read_json(TextCursor& cursor);

}  // namespace plimsoll
