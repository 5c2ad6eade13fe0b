#include "core/http/set_cookie.h"

#include "core/http/http_date.h"
#include "core/text.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace plimsoll {
namespace {

constexpr std::size_t kLongestAttribute = 1024;
constexpr Nanos kLongestLife = std::chrono::hours(400 * 24);

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < ' ' && c != '\t') || byte == 127;
}

std::optional<Nanos> max_age(std::string_view text) {
  const bool is_negative = text.starts_with('-');
  const auto digits = text.substr(is_negative ? 1 : 0);
  const bool is_number =
      !digits.empty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!is_number) return std::nullopt;
  if (is_negative) return Nanos(0);
  std::int64_t seconds = 0;
  const auto most = std::chrono::duration_cast<std::chrono::seconds>(kLongestLife).count();
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), seconds);
  return std::chrono::seconds(error == std::errc() ? std::min<std::int64_t>(seconds, most) : most);
}

struct CookieAttributes {
  std::optional<Nanos> max_age;
  std::optional<Nanos> expires;
};

void take_attribute(const CookieAttribute& attribute, WallTime now, CookieAttributes& ages, SetCookie& cookie) {
  const auto name = attribute.name;
  const auto value = attribute.value.value_or(std::string_view());
  if (value.size() > kLongestAttribute) return;
  if (same_without_case(name, "secure")) cookie.secure = true;
  if (same_without_case(name, "path")) cookie.path = value.starts_with('/') ? std::string(value) : std::string();
  if (same_without_case(name, "domain")) cookie.domain = lower_case(value.substr(value.starts_with('.') ? 1 : 0));
  if (same_without_case(name, "max-age"))
    if (const auto age = max_age(value)) ages.max_age = age;
  if (same_without_case(name, "expires"))
    if (const auto date = parse_cookie_date(value))
      ages.expires = std::min<Nanos>(bounded_wall_time(*date) - now, kLongestLife);
}

}  // namespace

CookieAttribute next_attribute(std::string_view& attributes) {
  const auto piece = attributes.substr(0, attributes.find(';'));
  attributes.remove_prefix(std::min(attributes.size(), piece.size() + 1));
  const auto equals = piece.find('=');
  if (equals == std::string_view::npos) return {trimmed(piece), std::nullopt};
  return {trimmed(piece.substr(0, equals)), trimmed(piece.substr(equals + 1))};
}

CookieText split_set_cookie(std::string_view text) {
  const auto pair = next_attribute(text);
  return {pair, text};
}

std::optional<SetCookie> parse_set_cookie(std::string_view text, WallTime now) {
  if (std::any_of(text.begin(), text.end(), is_control)) return std::nullopt;
  auto written = split_set_cookie(text);
  SetCookie cookie;
  if (written.pair.value) cookie.name = written.pair.name;
  cookie.value = written.pair.value.value_or(written.pair.name);
  if (cookie.name.empty() && cookie.value.empty()) return std::nullopt;
  CookieAttributes ages;
  while (!written.attributes.empty()) take_attribute(next_attribute(written.attributes), now, ages, cookie);
  cookie.lifetime = ages.max_age ? ages.max_age : ages.expires;
  return cookie;
}

}  // namespace plimsoll
