#pragma once

// What messages show of a JSON value. Pure; any thread.

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace plimsoll {

// Compact JSON, cut after about 80 bytes.
std::string shown_json(const nlohmann::json& value);

}  // namespace plimsoll
