#pragma once

// `expect.json`: how places of an answer's JSON are checked. Immutable tables; any thread.

#include "scenarios/check.h"
#include "scenarios/fields/field_table.h"

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// What is expected at one path.
struct JsonPathDraft {
  std::vector<JsonPathCheck::Expectation> expectations;
  std::optional<double> within{};  // of what it equals
};

using SharedJson = std::shared_ptr<const nlohmann::json>;

const ObjectTable<JsonPathDraft>& json_path_table();
const ObjectTable<JsonPathCheck::Length>& length_table();

ValueType<SharedJson> any_json_type();
// A mapping says what to expect; anything else what to be equal to.
std::vector<JsonPathCheck::Expectation> read_expectations(const Value& value);

ValueType<std::vector<Check>> json_check_type();

}  // namespace plimsoll
