#pragma once

// Numbers of JSON as they are written, exactly: a double has not all of them. Allocates for more than 19 digits alone.
// Pure functions; any thread.

#include "core/json/json_tree.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace plimsoll {

// mantissa * 10^exponent, the mantissa without zeros at its end; 0 has neither sign nor exponent.
struct Decimal {
  std::uint64_t mantissa = 0;
  std::int64_t exponent = 0;
  bool is_negative = false;

  bool operator==(const Decimal&) const = default;
};

// Nothing: it has more than 19 digits that count.
std::optional<Decimal> decimal_of(std::string_view number);

// Below 0, 0, above 0, as the first is less, equal, greater. Of two numbers (JsonKind integer or real).
int compare_numbers(const JsonNode& one, const JsonNode& other);

// 1.0 and 1e3 are.
bool is_whole_number(const JsonNode& number);

// `step` is above 0.
bool is_multiple(const JsonNode& number, const Decimal& step);

// Equal for equal numbers.
std::uint64_t hash_of_number(const JsonNode& number);

}  // namespace plimsoll
