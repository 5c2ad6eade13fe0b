#pragma once

// Bytes as hexadecimal digits, two each, and back. Pure functions; any thread.

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// Of a digit in either case.
std::optional<unsigned> hex_digit(char c);

std::string to_hex(std::string_view bytes);  // in lower case
// Nothing where it is not made of pairs of digits.
std::optional<std::string> from_hex(std::string_view digits);

}  // namespace plimsoll
