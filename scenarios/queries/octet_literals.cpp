#include "scenarios/queries/octet_literals.h"

#include <charconv>
#include <cstdint>

namespace plimsoll {
namespace {

std::optional<std::uint32_t> base64_digit(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<std::uint32_t>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<std::uint32_t>(c - 'a' + 26);
  if (c >= '0' && c <= '9') return static_cast<std::uint32_t>(c - '0' + 52);
  if (c == '+' || c == '-') return 62;
  if (c == '/' || c == '_') return 63;
  return std::nullopt;
}

}  // namespace

std::optional<std::string> from_base64(std::string_view text) {
  while (!text.empty() && text.back() == '=') text.remove_suffix(1);
  if (text.size() % 4 == 1) return std::nullopt;
  std::string octets;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    const auto digit = base64_digit(c);
    if (!digit) return std::nullopt;
    bits = (bits << 6) | *digit;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    octets += static_cast<char>((bits >> count) & 0xFF);
  }
  return octets;
}

std::optional<std::string> from_base64(std::string_view text, Base64Form form) {
  constexpr std::string_view kUnusedBits2 = "AQgw";
  constexpr std::string_view kUnusedBits3 = "AEIMQUYcgkosw048";
  auto digits = text.substr(0, text.find('='));
  const std::size_t padding = form == Base64Form::padded ? (4 - digits.size() % 4) % 4 : 0;
  if (text.substr(digits.size()) != std::string_view("===").substr(0, padding)) return std::nullopt;
  if (digits.find_first_of(form == Base64Form::url_safe ? "+/" : "-_") != std::string_view::npos) return std::nullopt;
  const bool has_part_of_a_byte = form == Base64Form::unpadded && digits.size() % 4 == 1 && base64_digit(digits.back());
  if (has_part_of_a_byte) digits.remove_suffix(1);  // Hurl leaves it out
  const auto rest = digits.size() % 4;
  const bool is_exact = form == Base64Form::unpadded || rest == 0 ||
                        (rest == 2 && kUnusedBits2.find(digits.back()) != std::string_view::npos) ||
                        (rest == 3 && kUnusedBits3.find(digits.back()) != std::string_view::npos);
  return is_exact ? from_base64(digits) : std::nullopt;
}

std::optional<std::string> character_of(std::string_view digits) {
  std::uint32_t point = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), point, 16);
  const bool is_number = error == std::errc() && end == digits.data() + digits.size();
  if (!is_number || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return std::nullopt;
  std::string text;
  append_character(static_cast<char32_t>(point), text);
  return text;
}

void append_character(char32_t point, std::string& into) {
  const auto value = static_cast<std::uint32_t>(point);
  const auto byte = [&](std::uint32_t bits) { into += static_cast<char>(bits); };
  const auto tail = [&](unsigned shift) { byte(0x80U | ((value >> shift) & 0x3FU)); };
  if (value < 0x80) {
    byte(value);
  } else if (value < 0x800) {
    byte(0xC0U | (value >> 6));
    tail(0);
  } else if (value < 0x10000) {
    byte(0xE0U | (value >> 12));
    tail(6);
    tail(0);
  } else {
    byte(0xF0U | (value >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace plimsoll
