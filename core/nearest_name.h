#pragma once

// "Did you mean ...?": the known name that a mistyped one is nearest to. Pure functions; any thread.

#include <span>
#include <string>
#include <string_view>

namespace plimsoll {

// The nearest by edit distance (a swap of neighbours counts as one), case apart; "" if none is near.
std::string_view nearest_name(std::string_view name, std::span<const std::string_view> known);

// "; did you mean "users"?", or "; known are: a, b, c" if no name is near.
std::string name_advice(std::string_view name, std::span<const std::string_view> known);

}  // namespace plimsoll
