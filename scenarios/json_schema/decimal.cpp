#include "scenarios/json_schema/decimal.h"

#include "core/stable_hash.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string>
#include <system_error>

namespace plimsoll {
namespace {

constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
constexpr std::size_t kMostDigits = 19;                // of a uint64_t, whatever they are

__extension__ using Wide = unsigned __int128;

// The digits without a point and without zeros at either end, and the power of ten of the last.
struct LongDecimal {
  std::string digits;
  std::int64_t exponent = 0;
  bool is_negative = false;
};

std::int64_t exponent_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  constexpr std::int64_t kBeyond = 1LL << 60;
  if (error != std::errc()) return text.starts_with('-') ? -kBeyond : kBeyond;
  return std::clamp(exponent, -kBeyond, kBeyond);
}

LongDecimal long_decimal_of(std::string_view number) {
  LongDecimal decimal;
  decimal.is_negative = number.starts_with('-');
  if (decimal.is_negative) number.remove_prefix(1);
  const auto e = std::min(number.find_first_of("eE"), number.size());
  if (e < number.size()) decimal.exponent = exponent_of(number.substr(e + 1));
  const auto written = number.substr(0, e);
  const auto point = std::min(written.find('.'), written.size());
  decimal.digits = written.substr(0, point);
  if (point < written.size()) {
    const auto behind = written.substr(point + 1);
    decimal.digits += behind;
    decimal.exponent -= static_cast<std::int64_t>(behind.size());
  }
  const auto last = decimal.digits.find_last_not_of('0');
  if (last == std::string::npos) return {};
  decimal.exponent += static_cast<std::int64_t>(decimal.digits.size() - 1 - last);
  decimal.digits.resize(last + 1);
  decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
  return decimal;
}

// Of two without sign.
int compare_sizes(const LongDecimal& one, const LongDecimal& other) {
  if (one.digits.empty() || other.digits.empty()) return one.digits.empty() ? (other.digits.empty() ? 0 : -1) : 1;
  const auto one_first = one.exponent + static_cast<std::int64_t>(one.digits.size());
  const auto other_first = other.exponent + static_cast<std::int64_t>(other.digits.size());
  if (one_first != other_first) return one_first < other_first ? -1 : 1;
  return one.digits.compare(other.digits);
}

int compare_exactly(const JsonNode& one, const JsonNode& other) {
  const auto left = long_decimal_of(one.text);
  const auto right = long_decimal_of(other.text);
  if (left.is_negative != right.is_negative) return left.is_negative ? -1 : 1;
  const int order = compare_sizes(left, right);
  return left.is_negative ? -order : order;
}

bool is_exact_integer(const JsonNode& node) {
  return node.kind == JsonKind::integer && std::abs(node.number) < kExactIntegers;
}

std::uint64_t power_of_ten(std::int64_t exponent, std::uint64_t modulus) {
  Wide result = 1 % modulus;
  Wide square = 10 % modulus;
  for (auto left = static_cast<std::uint64_t>(exponent); left > 0; left >>= 1U) {
    if ((left & 1U) != 0) result = result * square % modulus;
    square = square * square % modulus;
  }
  return static_cast<std::uint64_t>(result);
}

}  // namespace

std::optional<Decimal> decimal_of(std::string_view number) {
  Decimal decimal;
  std::string_view rest = number;
  if (rest.starts_with('-')) rest.remove_prefix(1);
  std::uint64_t zeros = 0;  // behind the last digit that is none: they count once another comes
  std::size_t digits = 0;
  std::int64_t behind = 0;
  bool is_behind_point = false;
  std::size_t at = 0;
  for (; at < rest.size() && rest[at] != 'e' && rest[at] != 'E'; ++at) {
    if (rest[at] == '.') {
      is_behind_point = true;
      continue;
    }
    if (is_behind_point) ++behind;
    if (rest[at] == '0') {
      if (digits > 0) ++zeros;
      continue;
    }
    digits += zeros + 1;
    if (digits > kMostDigits) return std::nullopt;
    for (; zeros > 0; --zeros) decimal.mantissa *= 10;
    decimal.mantissa = decimal.mantissa * 10 + static_cast<std::uint64_t>(rest[at] - '0');
  }
  if (decimal.mantissa == 0) return Decimal{};
  decimal.exponent = static_cast<std::int64_t>(zeros) - behind;
  if (at < rest.size()) decimal.exponent += exponent_of(rest.substr(at + 1));
  decimal.is_negative = number.starts_with('-');
  return decimal;
}

int compare_numbers(const JsonNode& one, const JsonNode& other) {
  // A double that is nearest to a lesser number is never above one that is nearest to a greater.
  if (one.number < other.number) return -1;
  if (one.number > other.number) return 1;
  if ((is_exact_integer(one) && is_exact_integer(other)) || one.text == other.text) return 0;
  const auto left = decimal_of(one.text);
  const auto right = decimal_of(other.text);
  if (left && right && *left == *right) return 0;
  return compare_exactly(one, other);
}

bool is_whole_number(const JsonNode& number) {
  if (number.kind == JsonKind::integer) return true;
  if (const auto decimal = decimal_of(number.text)) return decimal->exponent >= 0;
  return long_decimal_of(number.text).exponent >= 0;
}

bool is_multiple(const JsonNode& number, const Decimal& step) {
  std::uint64_t rest = 0;
  std::int64_t exponent = 0;
  if (const auto decimal = decimal_of(number.text)) {
    if (decimal->mantissa == 0) return true;
    rest = decimal->mantissa % step.mantissa;
    exponent = decimal->exponent;
  } else {
    const auto longer = long_decimal_of(number.text);
    for (const char digit : longer.digits)
      rest = static_cast<std::uint64_t>((Wide{rest} * 10 + static_cast<unsigned>(digit - '0')) % step.mantissa);
    exponent = longer.exponent;
  }
  // Its last digit is no zero, so that it is no multiple of ten times anything of its own power.
  if (exponent < step.exponent) return false;
  const auto power = power_of_ten(exponent - step.exponent, step.mantissa);
  return static_cast<std::uint64_t>(Wide{rest} * power % step.mantissa) == 0;
}

std::uint64_t hash_of_number(const JsonNode& number) {
  const double nearest = number.number == 0 ? 0 : number.number;  // -0
  return stable_hash(std::string_view(reinterpret_cast<const char*>(&nearest), sizeof nearest));
}

}  // namespace plimsoll
