#pragma once

// JSON that its grammar allows and the parser refuses all the same: numbers beyond 64 bits or the range of a double,
// halves of surrogate pairs. A pure function; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// The same text with the nearest numbers that the parser takes, and U+FFFD for each half. Nothing: it has none of
// these. Where the text is no JSON, neither is what it becomes.
std::optional<std::string> within_reach(std::string_view json);

}  // namespace plimsoll
