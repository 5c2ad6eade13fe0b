#pragma once

// A value of JSON as it stands where Hurl fills it into a text. Pure; any thread.

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace plimsoll {

// 1.0, true, null, and a text as it is. None: lists and objects are no text.
std::optional<std::string> value_text(const nlohmann::json& value);

}  // namespace plimsoll
