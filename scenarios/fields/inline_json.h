#pragma once

// JSON that is written as YAML within a scenario. Plain 30 is a number, "30" text; no is text, as YAML 1.2 has it.
// No state; any thread.

#include "scenarios/fields/value.h"

#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace plimsoll {

// Keys keep their order. Nothing, and a finding, for what JSON cannot say (.nan, 007).
std::optional<nlohmann::ordered_json> inline_json(const Value& value);

}  // namespace plimsoll
