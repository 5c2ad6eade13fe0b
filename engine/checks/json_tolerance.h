#pragma once

// Whether a JSON value is what is expected, its numbers within a tolerance. A pure function; any thread.

#include <nlohmann/json_fwd.hpp>

namespace plimsoll {

// 3 and 3.0 are equal. Recurses once a level that both have.
bool is_equal_within(const nlohmann::json& value, const nlohmann::json& expected, double within);

}  // namespace plimsoll
