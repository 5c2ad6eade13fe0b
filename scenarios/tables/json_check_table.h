#pragma once

// `expect.json` and `expect.body_like`: how an answer's JSON is checked. Immutable tables; any thread.

#include "scenarios/check.h"
#include "scenarios/tables/field_table.h"

#include <optional>
#include <vector>

namespace plimsoll {

// What is expected at one path.
struct JsonPathDraft {
  std::vector<JsonPathCheck::Expectation> expectations;
};

struct BodyLikeDraft {
  JsonEqualsCheck check;
};

const ObjectTable<JsonPathDraft>& json_path_table();
const ObjectTable<JsonPathCheck::Length>& length_table();
const ObjectTable<BodyLikeDraft>& body_like_table();

ValueType<std::vector<Check>> json_check_type();
ValueType<Check> body_like_type();

}  // namespace plimsoll
