#include "engine/queries/plain_filters.h"

#include "core/clock.h"
#include "core/hex.h"
#include "core/text.h"
#include "core/utf8.h"
#include "engine/queries/date_text.h"
#include "engine/queries/html_text.h"
#include "engine/queries/octets.h"
#include "scenarios/bodies/json_text.h"
#include "scenarios/bodies/url_encoding.h"
#include "scenarios/queries/octet_literals.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

namespace plimsoll {
namespace {

using Kind = QueryFilter::Kind;
using nlohmann::json;

QueryResult found(json value) { return std::optional<QueryValue>(std::move(value)); }
QueryResult found_bytes(std::string octets) { return std::optional<QueryValue>(QueryBytes{std::move(octets)}); }

const json* list_of(const QueryValue& value) {
  const auto* list = std::get_if<json>(&value);
  return list != nullptr && list->is_array() ? list : nullptr;
}

std::string percent_decoded(std::string_view text) {
  std::string octets;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto high = text[at] == '%' && at + 2 < text.size() ? hex_digit(text[at + 1]) : std::nullopt;
    const auto low = high ? hex_digit(text[at + 2]) : std::nullopt;
    octets += low ? static_cast<char>(*high * 16 + *low) : text[at];
    at += low ? 2 : 0;
  }
  return octets;
}

// A text of nothing is found before each character and at the end.
std::string between_characters(const std::string& text, const std::string& with) {
  auto result = with;
  for_each_code_point(text, [&](char32_t, std::string_view bytes) { result.append(bytes).append(with); });
  return result;
}

// Of what is a text.
QueryResult of_text(const PlainFilter& filter, const std::string& text) {
  switch (filter.kind) {
    case Kind::base64_decode: {
      auto octets = from_base64(text, Base64Form::padded);
      return octets ? found_bytes(*std::move(octets))
                    : invalid("the text is no base64, with + / and the = that are due");
    }
    case Kind::base64_url_safe_decode: {
      auto octets = from_base64(text, Base64Form::url_safe);
      return octets ? found_bytes(*std::move(octets)) : invalid("the text is no base64 with - and _, without =");
    }
    case Kind::html_escape:
      return found(html_escaped(text));
    case Kind::html_unescape:
      return found(html_unescaped(text));
    case Kind::replace: {
      if (filter.argument.empty()) return found(between_characters(text, filter.replacement));
      auto replaced = text;
      replace_all(replaced, filter.argument, filter.replacement);
      return found(std::move(replaced));
    }
    case Kind::to_date: {
      const auto date = parse_date(text, filter.argument);
      if (date.has_error()) return date.error();
      return std::optional<QueryValue>(*date);
    }
    case Kind::url_decode:
      return found(valid_utf8(percent_decoded(text)));
    case Kind::utf8_encode:
      return found_bytes(text);
    default:
      return invalid("");
  }
}

// By nothing: into characters, and an empty text on either side, as Hurl does.
QueryResult split_characters(const std::string& text) {
  auto parts = json::array({""});
  for_each_code_point(text, [&](char32_t, std::string_view bytes) { parts.push_back(bytes); });
  parts.push_back("");
  return found(std::move(parts));
}

QueryResult split(const std::string& text, const std::string& by) {
  if (by.empty()) return split_characters(text);
  auto parts = json::array();
  std::size_t begin = 0;
  for (auto end = text.find(by); end != std::string::npos; end = text.find(by, begin)) {
    parts.push_back(text.substr(begin, end - begin));
    begin = end + by.size();
  }
  parts.push_back(text.substr(begin));
  return found(std::move(parts));
}

QueryResult url_encoded(const std::string& text) {
  std::string encoded;
  std::size_t begin = 0;
  for (auto end = text.find('/'); end != std::string::npos; end = text.find('/', begin)) {
    append_encoded(std::string_view(text).substr(begin, end - begin), Encoding::query, encoded);
    encoded += '/';
    begin = end + 1;
  }
  append_encoded(std::string_view(text).substr(begin), Encoding::query, encoded);
  return found(std::move(encoded));
}

QueryResult query_parameter(const std::string& url, const std::string& name) {
  if (!url.starts_with("http://") && !url.starts_with("https://"))
    return invalid(fmt::format("\"{}\" is no URL of http:// or https://", url));
  const auto mark = url.find('?');
  auto rest = mark == std::string::npos ? std::string() : url.substr(mark + 1, url.find('#', mark) - mark - 1);
  replace_all(rest, "+", " ");
  for (std::string_view left = rest; !left.empty();) {
    const auto pair = left.substr(0, left.find('&'));
    left.remove_prefix(std::min(left.size(), pair.size() + 1));
    const auto equals = std::min(pair.find('='), pair.size());
    if (url_decoded(pair.substr(0, equals)) != name) continue;
    auto value = url_decoded(equals < pair.size() ? pair.substr(equals + 1) : "");
    return value ? found(*std::move(value)) : invalid("what the escapes stand for is no UTF-8");
  }
  return std::optional<QueryValue>();
}

template <class Number>
std::optional<Number> number_in(const std::string& text) {
  const char* begin = text.data() + (text.starts_with('+') && !text.starts_with("+-") ? 1 : 0);
  Number value{};
  const auto [end, error] = std::from_chars(begin, text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// From 2^63 on.
bool is_beyond_integers(const json& number) {
  return number.is_number_unsigned() && number.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max();
}

Error too_large(const json& number) { return invalid(fmt::format("{} is too large", shown(number))); }

QueryResult to_int(const QueryValue& value) {
  if (const auto* text = text_of(value)) {
    const auto number = number_in<std::int64_t>(*text);
    return number ? found(*number) : invalid(fmt::format("\"{}\" is no integer", *text));
  }
  const auto* number = std::get_if<json>(&value);
  if (number == nullptr || !number->is_number()) return not_for(Kind::to_int, value);
  if (is_beyond_integers(*number)) return too_large(*number);
  if (number->is_number_integer()) return found(*number);
  constexpr double kMost = 9.2e18;
  const auto truncated = std::trunc(number->get<double>());
  if (!(std::abs(truncated) < kMost)) return too_large(*number);
  return found(static_cast<std::int64_t>(truncated));
}

QueryResult to_float(const QueryValue& value) {
  if (const auto* text = text_of(value)) {
    const auto number = number_in<double>(*text);
    return number ? found(*number) : invalid(fmt::format("\"{}\" is no number", *text));
  }
  const auto* number = std::get_if<json>(&value);
  if (number == nullptr || !number->is_number()) return not_for(Kind::to_float, value);
  if (is_beyond_integers(*number)) return too_large(*number);
  return found(number->get<double>());
}

QueryResult element_of(const PlainFilter& filter, const json& list) {
  const auto size = static_cast<std::int64_t>(list.size());
  auto index = filter.index;
  if (!filter.argument.empty()) {
    const auto given = number_in<std::int64_t>(filter.argument);
    if (!given) return invalid(fmt::format("nth needs an integer, got \"{}\"", filter.argument));
    index = *given;
  }
  const auto at = index < 0 ? size + index : index;
  if (at < 0 || at >= size) return invalid(fmt::format("nth {}: the list has {} elements", index, size));
  return found(list[static_cast<std::size_t>(at)]);
}

QueryResult of_list(const PlainFilter& filter, const json& list) {
  if (filter.kind == Kind::count) return found(list.size());
  if (filter.kind == Kind::nth) return element_of(filter, list);
  if (list.empty()) return invalid(fmt::format("{}: the list is empty", to_string(filter.kind)));
  return found(filter.kind == Kind::first ? list.front() : list.back());
}

std::string url_safe(std::string base64) {
  replace_all(base64, "+", "-");
  replace_all(base64, "/", "_");
  while (base64.ends_with('=')) base64.pop_back();
  return base64;
}

QueryResult of_bytes(const PlainFilter& filter, const std::string& octets) {
  switch (filter.kind) {
    case Kind::base64_encode:
      return found(to_base64(octets));
    case Kind::base64_url_safe_encode:
      return found(url_safe(to_base64(octets)));
    case Kind::count:
      return found(octets.size());
    case Kind::to_hex:
      return found(hex_text(octets));
    case Kind::utf8_decode:
      return found(valid_utf8(octets));
    default: {
      auto text = decoded_charset(octets, filter.argument);
      return text ? found(*std::move(text)) : invalid(fmt::format("the bytes cannot be read as {}", filter.argument));
    }
  }
}

QueryResult of_date(const PlainFilter& filter, const QueryDate& date) {
  if (filter.kind == Kind::date_format) {
    auto text = date_text(date, filter.argument);
    return text.has_error() ? QueryResult(text.error()) : found(*std::move(text));
  }
  const auto now = std::chrono::floor<std::chrono::microseconds>(wall_now());
  const auto ahead = filter.kind == Kind::days_after_now ? date.instant - now : now - date.instant;
  return found(static_cast<std::int64_t>(std::chrono::duration_cast<std::chrono::days>(ahead).count()));
}

QueryResult location(const QueryValue& value) {
  const auto* redirect = std::get_if<json>(&value);
  if (redirect == nullptr || !redirect->is_object() || !redirect->contains("location"))
    return not_for(Kind::location, value);
  return found(redirect->at("location"));
}

bool is_of_bytes(Kind kind) {
  return kind == Kind::base64_encode || kind == Kind::base64_url_safe_encode || kind == Kind::to_hex ||
         kind == Kind::utf8_decode || kind == Kind::charset_decode;
}

bool is_of_dates(Kind kind) {
  return kind == Kind::date_format || kind == Kind::days_after_now || kind == Kind::days_before_now;
}

bool is_of_lists(Kind kind) { return kind == Kind::first || kind == Kind::last || kind == Kind::nth; }

}  // namespace

std::string_view to_string(Kind kind) {
  constexpr std::array<std::string_view, 30> kNames = {"base64Decode",
                                                       "base64Encode",
                                                       "base64UrlSafeDecode",
                                                       "base64UrlSafeEncode",
                                                       "charsetDecode",
                                                       "count",
                                                       "dateFormat",
                                                       "daysAfterNow",
                                                       "daysBeforeNow",
                                                       "first",
                                                       "htmlEscape",
                                                       "htmlUnescape",
                                                       "jsonpath",
                                                       "last",
                                                       "location",
                                                       "nth",
                                                       "regex",
                                                       "replace",
                                                       "replaceRegex",
                                                       "split",
                                                       "toDate",
                                                       "toFloat",
                                                       "toHex",
                                                       "toInt",
                                                       "toString",
                                                       "urlDecode",
                                                       "urlEncode",
                                                       "urlQueryParam",
                                                       "utf8Decode",
                                                       "utf8Encode"};
  static_assert(kNames.size() == static_cast<std::size_t>(Kind::utf8_encode) + 1);
  return kNames.at(static_cast<std::size_t>(kind));
}

Error not_for(Kind kind, const QueryValue& value) {
  return invalid(fmt::format("{} is not for {}", to_string(kind), type_of(value)));
}

QueryResult plain_filter(const PlainFilter& filter, const QueryValue& value) {
  const auto kind = filter.kind;
  if (kind == Kind::to_int) return to_int(value);
  if (kind == Kind::to_float) return to_float(value);
  if (kind == Kind::location) return location(value);
  if (kind == Kind::to_string) {
    auto text = rendered(value);
    return text ? found(*std::move(text)) : not_for(kind, value);
  }
  const auto* list = list_of(value);
  const auto* bytes = std::get_if<QueryBytes>(&value);
  if (list != nullptr && (is_of_lists(kind) || kind == Kind::count)) return of_list(filter, *list);
  if (bytes != nullptr && (is_of_bytes(kind) || kind == Kind::count)) return of_bytes(filter, bytes->octets);
  const auto* date = std::get_if<QueryDate>(&value);
  if (date != nullptr && is_of_dates(kind)) return of_date(filter, *date);
  const auto* text = text_of(value);
  if (text == nullptr || is_of_lists(kind) || is_of_bytes(kind) || is_of_dates(kind) || kind == Kind::count)
    return not_for(kind, value);
  if (kind == Kind::split) return split(*text, filter.argument);
  if (kind == Kind::url_encode) return url_encoded(*text);
  if (kind == Kind::url_query_param) return query_parameter(*text, filter.argument);
  return of_text(filter, *text);
}

}  // namespace plimsoll
