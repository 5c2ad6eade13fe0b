#include "engine/queries/cookie_parts.h"

#include "core/http/http_date.h"
#include "core/http/set_cookie.h"
#include "core/text.h"
#include "engine/queries/header_values.h"

#include <array>
#include <charconv>
#include <utility>

namespace plimsoll {
namespace {

using Part = Query::CookiePart;

std::string_view name_of(Part part) {
  constexpr std::array<std::string_view, 8> kNames = {"",     "Expires", "Max-Age",  "Domain",
                                                      "Path", "Secure",  "HttpOnly", "SameSite"};
  return kNames.at(static_cast<std::size_t>(part));
}

std::optional<QueryValue> typed(Part part, const CookieAttribute& attribute) {
  if (part == Part::secure || part == Part::http_only)
    return attribute.value ? std::nullopt : std::optional<QueryValue>(QueryPresence{});
  if (!attribute.value) return std::nullopt;
  const auto value = *attribute.value;
  if (part == Part::expires) {
    const auto date = parse_cookie_date(value);
    return date ? std::optional<QueryValue>(QueryDate{*date}) : std::nullopt;
  }
  if (part != Part::max_age) return nlohmann::json(value);
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
  const bool is_number = error == std::errc() && end == value.data() + value.size();
  return is_number ? std::optional<QueryValue>(nlohmann::json(seconds)) : std::nullopt;
}

// Of one header, its name and value already taken off.
std::optional<QueryValue> attribute_in(std::string_view attributes, Part part) {
  while (!attributes.empty()) {
    const auto attribute = next_attribute(attributes);
    if (same_without_case(attribute.name, name_of(part))) return typed(part, attribute);
  }
  return std::nullopt;
}

}  // namespace

std::optional<QueryValue> cookie_part(std::string_view headers, std::string_view name, Part part) {
  for (const auto header : header_values(headers, "set-cookie")) {
    const auto cookie = split_set_cookie(header);
    if (!cookie.pair.value || cookie.pair.name != name) continue;
    if (part == Part::value) return nlohmann::json(*cookie.pair.value);
    return attribute_in(cookie.attributes, part);
  }
  return std::nullopt;
}

}  // namespace plimsoll
