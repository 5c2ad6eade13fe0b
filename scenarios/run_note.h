#pragma once

// The note of a run: what a person wants to find again in its record. No state; any thread.

#include "core/error.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace plimsoll {

constexpr std::size_t kLongestNote = 500;  // bytes

// Error: too long, not UTF-8, or a control character in it.
Result<std::string> parse_note(std::string_view text);

}  // namespace plimsoll
