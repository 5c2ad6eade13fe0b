#pragma once

// Prints JSON for people and diffs: indented, but rows of figures and lists of numbers stay on one line each.
// A pure function; any thread.

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace plimsoll {

std::string lay_out(const nlohmann::ordered_json& value);

}  // namespace plimsoll
