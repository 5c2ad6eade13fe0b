#pragma once

// Dates read from text and written as text, by the specifiers of strftime and those of Rust's chrono that Hurl has
// besides: %+ (RFC 3339), %f and %.f (fractions of a second), %:z. Always UTC. Pure; any thread.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include "core/error.h"

namespace plimsoll {

struct QueryDate {
  std::chrono::sys_time<std::chrono::microseconds> instant;
};

// 2026-01-31T08:05:09.123456Z
std::string iso_text(const QueryDate& date);

// Error: a specifier that there is none of.
Result<std::string> date_text(const QueryDate& date, std::string_view format);

// Error: what does not fit the format, or a format that gives no day or no time of day.
Result<QueryDate> parse_date(const std::string& text, std::string_view format);

// RFC 3339 to the letter: 1985-04-12T23:20:50.52Z, 1990-12-31T15:59:60-08:00.
std::optional<QueryDate> parse_iso_date(std::string_view text);

}  // namespace plimsoll
