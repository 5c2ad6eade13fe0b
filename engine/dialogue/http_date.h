#pragma once

// Dates as servers write them: RFC 9110's forms, and what cookies are dated with. Pure; any thread.

#include "core/time.h"

#include <optional>
#include <string_view>

namespace plimsoll {

// By RFC 6265, 5.1.1: parts in any order, zones ignored. Nothing: no date. Years beyond 2200 count as 2200.
std::optional<WallTime> parse_http_date(std::string_view text);

// Of Retry-After: seconds, or a date; one that has passed is zero. Nothing: neither of them.
std::optional<Nanos> parse_retry_after(std::string_view text, WallTime now);

}  // namespace plimsoll
