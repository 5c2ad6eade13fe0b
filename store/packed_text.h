#pragma once

// Text in less room: zlib's format. Pure functions; any thread.

#include "core/error.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace plimsoll {

std::string packed(std::string_view text);

// Error: it is not what `packed` made, or longer than `most_bytes`.
Result<std::string> unpacked(std::string_view packed, std::size_t most_bytes = std::size_t{1} << 30);

}  // namespace plimsoll
