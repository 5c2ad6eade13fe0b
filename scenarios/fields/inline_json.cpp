#include "scenarios/fields/inline_json.h"

#include <fmt/format.h>
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using nlohmann::ordered_json;

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

template <class Integer>
std::optional<ordered_json> integer(std::string_view digits, int base) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return ordered_json(value);
}

std::optional<ordered_json> any_integer(std::string_view text) {
  if (text.starts_with("0x")) return integer<std::uint64_t>(text.substr(2), 16);
  if (text.starts_with("0o")) return integer<std::uint64_t>(text.substr(2), 8);
  if (text.starts_with('+')) text.remove_prefix(1);
  if (auto value = integer<std::int64_t>(text, 10)) return value;
  return integer<std::uint64_t>(text, 10);
}

// 007 is 7 to some readers of YAML, an octal number to others, and a postcode to people.
bool has_leading_zero(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  return text.size() > 1 && text[0] == '0' && text.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<ordered_json> scalar(const Value& value) {
  const auto& node = value.node();
  const std::string_view text = node.text;
  if (node.quoted) return ordered_json(node.text);
  if (is_one_of(text, {"true", "True", "TRUE"})) return ordered_json(true);
  if (is_one_of(text, {"false", "False", "FALSE"})) return ordered_json(false);
  if (is_one_of(text, {"", "~", "null", "Null", "NULL"})) return ordered_json(nullptr);
  if (is_one_of(text, {".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "-.inf", "-.Inf", "-.INF"})) {
    value.expected("a number that JSON has (not infinity or not-a-number)");
    return std::nullopt;
  }
  if (has_leading_zero(text)) {
    value.expected("a number without leading zeros, or text in quotes");
    return std::nullopt;
  }
  if (auto whole = any_integer(text)) return whole;
  if (const auto number = plain_number(text)) return ordered_json(*number);
  return ordered_json(node.text);
}

}  // namespace

std::optional<ordered_json> inline_json(const Value& value) {
  switch (value.node().kind) {
    case YamlNode::Kind::null:
      return ordered_json(nullptr);
    case YamlNode::Kind::scalar:
      return scalar(value);
    case YamlNode::Kind::list: {
      auto list = ordered_json::array();
      for (const auto& item : value.items())
        if (auto element = inline_json(item)) list.push_back(*std::move(element));
      return list;
    }
    case YamlNode::Kind::map:
      break;
  }
  // Appended without looking for the key each time: that of a mapping given twice was refused before.
  ordered_json::object_t object;
  for (const auto& [key, line, entry] : value.entries())
    if (auto member = inline_json(entry)) object.emplace_back(std::string(key), *std::move(member));
  return ordered_json(std::move(object));
}

}  // namespace plimsoll
