#include "scenarios/queries/value_text.h"

#include "core/json/json.h"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <system_error>

namespace plimsoll {

namespace {

// The shortest digits that it is read back from, no exponent: 0.0000001.
std::string decimal(double number) {
  std::array<char, 32> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::scientific);
  std::string digits(text.data(), error == std::errc() ? end : text.data());
  const auto mark = digits.find('e');
  if (mark == std::string::npos) return digits;
  int exponent = 0;
  const char* sign = digits.data() + mark + (digits[mark + 1] == '+' ? 2 : 1);
  std::from_chars(sign, digits.data() + digits.size(), exponent);
  digits.resize(mark);
  std::erase(digits, '.');
  const std::string_view minus = digits.starts_with('-') ? "-" : "";
  digits.erase(0, minus.size());
  if (exponent < 0) digits.insert(0, static_cast<std::size_t>(-exponent), '0');
  const auto whole = static_cast<std::size_t>(exponent < 0 ? 1 : exponent + 1);
  if (digits.size() <= whole) digits.append(whole + 1 - digits.size(), '0');  // a fraction is always seen
  return std::string(minus).append(digits, 0, whole).append(".").append(digits, whole);
}

}  // namespace

std::optional<std::string> value_text(const nlohmann::json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_structured() || value.is_binary()) return std::nullopt;
  return value.is_number_float() ? decimal(value.get<double>()) : to_text(value);
}

}  // namespace plimsoll
