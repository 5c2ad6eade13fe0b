#pragma once

// The units people write and read: "30s", "1h30m", "2/s", "64KiB", "1.5%". Pure functions; any thread.
// Every error says what was expected and what was got.

#include "core/error.h"
#include "core/time.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace plimsoll {

// "250ms", "30s", "1h30m", "1.5s", "2d", "100us", "5ns"; units descend; "0" and "0s" are zero. Never negative, at most
// 10 years. A bare number is an error except 0.
Result<Nanos> parse_duration(std::string_view text);

// Events per second: "200/s", "30/m", "0.5/s", "2/h", or a bare number (a second). Above 0.
Result<double> parse_rate(std::string_view text);

// "64KiB", "2GiB" (powers of 1024), "10MB", "1kB" (powers of 1000), "512B", or a bare number of bytes.
Result<std::uint64_t> parse_bytes(std::string_view text);

// "1%" and "0.01" are both 0.01. Between 0 and 1.
Result<double> parse_share(std::string_view text);

// Two significant units at most: "1 h 30 min", "2 min 5 s", "3.2 s", "12.4 ms", "830 µs".
std::string format_duration(Nanos duration);

// Shortest exact form that parse_duration reads: "1h30m", "250ms".
std::string format_duration_exact(Nanos duration);

// Binary units, three significant digits: "118 MiB", "1.25 GiB", "512 B". Negative values keep their sign.
std::string format_bytes(double bytes, int more_digits = 0);

// Thousands grouped: "12,345".
std::string format_count(std::uint64_t count);

// Of any size and with a fraction, six significant digits of it and no exponent: "1,000,000", "2.5", "0.000012".
std::string format_number(double number);

}  // namespace plimsoll
