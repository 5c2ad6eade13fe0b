#pragma once

// Numbers of JSON held against each other, those beyond a double too. Pure functions; any thread.

#include "core/json/json_tree.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace plimsoll {

// Equal as the numbers that are written: integers digit by digit, others as doubles, those beyond a double digit by
// digit; an integer equals a real of the same digits. NaN equals NaN.
bool same_number(const JsonNode& one, const JsonNode& other);

// As Python's ==, which is exact between an int and a float. NaN equals NaN: Python's json makes one object of all.
bool same_python_number(const JsonNode& one, const JsonNode& other);

// The same text for numbers that Python takes for equal: "12", "0.5", "nan".
std::string python_number_key(const JsonNode& number);

// The number rounded to so many digits behind the point, half to even of its exact value, as Python's format does.
// `e`: of the mantissa. Never "-0.00". One that is beyond a double is as it was written.
enum class DigitForm {
  fixed,
  mantissa,           // rounded once
  deepdiff_mantissa,  // rounded behind the point before, as DeepDiff does: 0.001 with two digits is 0
};
struct DigitText {
  static constexpr std::size_t kLongest = 512;
  char text[kLongest];  // NOLINT(modernize-avoid-c-arrays): on the stack, for the path of each answer
  std::size_t size = 0;
  std::string_view view() const { return {text, size}; }
};
void write_digits(const JsonNode& number, unsigned digits, DigitForm form, DigitText& into);

// DeepDiff's distance of two numbers with its use_log_scale.
double log_distance(double one, double other);

}  // namespace plimsoll
