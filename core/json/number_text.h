#pragma once

// What is a number, and nothing else, to JSON. Pure functions; any thread.

#include <optional>
#include <string_view>

namespace plimsoll {

// "41", "-0.5", "1e9"; not "007", "+1", "0x1F", " 1".
bool is_number_text(std::string_view text);

// Nothing where it is none, or beyond a double.
std::optional<double> number_of_text(std::string_view text);

}  // namespace plimsoll
