#include "engine/queries/set_cookie.h"

#include "core/text.h"
#include "engine/queries/date_text.h"
#include "engine/queries/header_values.h"

#include <array>
#include <charconv>
#include <utility>

namespace plimsoll {
namespace {

using Part = Query::CookiePart;

struct Attribute {
  std::string_view name;
  std::optional<std::string_view> value;
};

Attribute attribute_of(std::string_view text) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return {trimmed(text), std::nullopt};
  return {trimmed(text.substr(0, equals)), trimmed(text.substr(equals + 1))};
}

std::string_view name_of(Part part) {
  constexpr std::array<std::string_view, 8> kNames = {"",     "Expires", "Max-Age",  "Domain",
                                                      "Path", "Secure",  "HttpOnly", "SameSite"};
  return kNames.at(static_cast<std::size_t>(part));
}

std::optional<QueryValue> typed(Part part, const Attribute& attribute) {
  if (part == Part::secure || part == Part::http_only)
    return attribute.value ? std::nullopt : std::optional<QueryValue>(QueryPresence{});
  if (!attribute.value) return std::nullopt;
  const auto value = *attribute.value;
  if (part == Part::expires) {
    const auto date = parse_http_date(std::string(value));
    return date ? std::optional<QueryValue>(*date) : std::nullopt;
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
    const auto piece = attributes.substr(0, attributes.find(';'));
    attributes.remove_prefix(std::min(attributes.size(), piece.size() + 1));
    const auto attribute = attribute_of(piece);
    if (same_without_case(attribute.name, name_of(part))) return typed(part, attribute);
  }
  return std::nullopt;
}

}  // namespace

std::optional<QueryValue> cookie_part(std::string_view headers, std::string_view name, Part part) {
  for (const auto header : header_values(headers, "set-cookie")) {
    const auto pair = header.substr(0, header.find(';'));
    const auto cookie = attribute_of(pair);
    if (!cookie.value || cookie.name != name) continue;
    if (part == Part::value) return nlohmann::json(*cookie.value);
    return attribute_in(header.substr(std::min(header.size(), pair.size() + 1)), part);
  }
  return std::nullopt;
}

}  // namespace plimsoll
