#pragma once

// Dates as logs write them, as seconds since 1970. Pure; any thread.

#include <optional>
#include <string_view>

namespace plimsoll {

// "2026-01-31T12:00:00.123Z", "2026-01-31 12:00:00,123", "31/Jan/2026:12:00:00 +0100", "1769860800.123"; without a zone
// it is UTC.
std::optional<double> instant_of(std::string_view text);

}  // namespace plimsoll
