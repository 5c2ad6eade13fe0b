#include "engine/differences/json_number.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace plimsoll {
namespace {

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53: integers below are doubles

bool is_exact_integer(const JsonNode& node) { return std::abs(node.number) < kExactIntegers; }

// Sign, digits without zeros at their ends, and the power of ten of the last.
struct Decimal {
  bool negative = false;
  std::string digits{};
  std::int64_t exponent = 0;

  bool operator==(const Decimal&) const = default;
};

Decimal decimal_of(std::string_view token) {
  Decimal decimal;
  decimal.negative = token.starts_with('-');
  if (decimal.negative) token.remove_prefix(1);
  const auto e = std::min(token.find_first_of("eE"), token.size());
  if (e < token.size()) {
    auto power = token.substr(e + 1);
    if (power.starts_with('+')) power.remove_prefix(1);
    const auto [end, error] = std::from_chars(power.data(), power.data() + power.size(), decimal.exponent);
    if (error != std::errc()) decimal.exponent = power.starts_with('-') ? -(1LL << 60) : 1LL << 60;
  }
  for (std::size_t i = 0, behind = 0; i < e; ++i) {
    if (token[i] == '.') {
      behind = 1;
    } else {
      decimal.digits += token[i];
      decimal.exponent -= static_cast<std::int64_t>(behind);
    }
  }
  const auto first = decimal.digits.find_first_not_of('0');
  if (first == std::string::npos) return {};
  const auto last = decimal.digits.find_last_not_of('0');
  decimal.exponent += static_cast<std::int64_t>(decimal.digits.size() - 1 - last);
  decimal.digits = decimal.digits.substr(first, last - first + 1);
  return decimal;
}

bool is_special(const JsonNode& node) {  // NaN, Infinity
  return !std::isfinite(node.number) && (node.text.ends_with('y') || node.text.ends_with('N'));
}

}  // namespace

bool same_number(const JsonNode& one, const JsonNode& other) {
  const bool both_reals = one.kind == JsonKind::real && other.kind == JsonKind::real;
  if (std::isfinite(one.number) && std::isfinite(other.number)) {
    if (one.number != other.number) return false;
    if (both_reals || is_exact_integer(one)) return true;  // most end here: their texts are not looked at
  }
  if (one.text == other.text) return true;
  const bool both_integers = one.kind == JsonKind::integer && other.kind == JsonKind::integer;
  if (both_integers || is_special(one) || is_special(other)) return false;
  return decimal_of(one.text) == decimal_of(other.text);
}

bool same_python_number(const JsonNode& one, const JsonNode& other) {
  if (one.text == other.text) return true;
  if (one.kind == other.kind) {
    if (one.kind == JsonKind::real) return one.number == other.number;
    return is_exact_integer(one) && one.number == other.number;  // "0" and "-0"
  }
  if (one.number != other.number || std::isinf(one.number)) return false;
  return is_exact_integer(one) || python_number_key(one) == python_number_key(other);
}

std::string python_number_key(const JsonNode& number) {
  if (number.number == 0) return "0";
  if (number.kind == JsonKind::integer) return std::string(number.text);
  if (std::isnan(number.number)) return "nan";
  if (std::isfinite(number.number) && number.number == std::floor(number.number))
    return fmt::format("{:.0f}", number.number);
  return fmt::format("{}", number.number);
}

void write_digits(const JsonNode& number, unsigned digits, DigitForm form, DigitText& into) {
  const auto write = [&](double value, bool scientific) {
    const auto end = scientific ? fmt::format_to_n(into.text, DigitText::kLongest, "{:.{}e}", value, digits)
                                : fmt::format_to_n(into.text, DigitText::kLongest, "{:.{}f}", value, digits);
    into.size = std::min(end.size, DigitText::kLongest);
  };
  auto value = number.number;
  if (!std::isfinite(value)) {
    into.size = std::min(number.text.size(), DigitText::kLongest);
    std::copy_n(number.text.begin(), into.size, static_cast<char*>(into.text));
    return;
  }
  if (form == DigitForm::deepdiff_mantissa && number.kind == JsonKind::real) {
    write(value, false);
    const auto [end, error] = std::from_chars(into.text, into.text + into.size, value);
    if (error != std::errc()) value = number.number;
  }
  write(value, form != DigitForm::fixed);
  const bool is_zero = into.view().find_first_of("123456789") == std::string_view::npos;
  if (is_zero && into.text[0] == '-') write(0, form != DigitForm::fixed);
}

double log_distance(double one, double other) {
  constexpr double kOffset = 1e-10;  // DeepDiff's: zero has a logarithm
  const auto scaled = [](double x) { return std::copysign(std::log(std::abs(x) + kOffset), x); };
  return std::abs(scaled(one) - scaled(other));
}

}  // namespace plimsoll
