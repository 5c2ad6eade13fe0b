#pragma once

// A JSON or YAML document as one JSON value, the order of its keys kept. Depth and size are bounded. Pure; any thread.

#include "core/error.h"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace plimsoll {

// JSON where it begins with { or [. Errors have file and line.
Result<nlohmann::ordered_json> read_document(const std::string& text, const std::string& name);

// Of a member that may not be there, or be of another type.
const nlohmann::ordered_json& member(const nlohmann::ordered_json& value, std::string_view key);  // null: there is none
std::string text_member(const nlohmann::ordered_json& value, std::string_view key);               // "": there is none
std::string text_value(const nlohmann::ordered_json& value);  // text as it is, anything else as JSON

}  // namespace plimsoll
