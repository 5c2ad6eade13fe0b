#pragma once

// Dates as servers write them: RFC 9110's forms, and what cookies are dated with. Pure; any thread.

#include "core/time.h"

#include <chrono>
#include <optional>
#include <string_view>

namespace plimsoll {

// By RFC 6265, 5.1.1, which reads all that servers write: parts in any order, zones ignored. Nothing: no date.
std::optional<std::chrono::sys_seconds> parse_cookie_date(std::string_view text);

// What the clock's type can say of it: years before 1970 count as 1970, years beyond 2200 as 2200.
WallTime bounded_wall_time(std::chrono::sys_seconds date);

// Of Retry-After: seconds, or a date; one that has passed is zero. Nothing: neither of them.
std::optional<Nanos> parse_retry_after(std::string_view text, WallTime now);

}  // namespace plimsoll
