#include "engine/queries/query_value.h"

#include "core/json/json.h"
#include "core/utf8.h"
#include "engine/queries/octets.h"
#include "scenarios/queries/value_text.h"

#include <fmt/format.h>

namespace plimsoll {
namespace {

constexpr std::size_t kMostShown = 80;

// Not in the middle of a character.
std::string cut(const std::string& text) {
  if (text.size() <= kMostShown) return text;
  auto end = kMostShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end) + "...";
}

std::string_view json_type(const nlohmann::json& value) {
  switch (value.type()) {
    case nlohmann::json::value_t::null:
      return "null";
    case nlohmann::json::value_t::boolean:
      return "a boolean";
    case nlohmann::json::value_t::string:
      return "a string";
    case nlohmann::json::value_t::array:
      return "a list";
    case nlohmann::json::value_t::object:
      return "an object";
    case nlohmann::json::value_t::number_float:
      return "a float";
    default:
      return "an integer";
  }
}

struct TypeOf {
  std::string_view operator()(const nlohmann::json& value) const { return json_type(value); }
  std::string_view operator()(const QueryBytes&) const { return "bytes"; }
  std::string_view operator()(const QueryDate&) const { return "a date"; }
  std::string_view operator()(const QueryPresence&) const { return "an attribute without a value"; }
};

struct Rendered {
  std::optional<std::string> operator()(const nlohmann::json& value) const { return value_text(value); }
  std::optional<std::string> operator()(const QueryDate& date) const { return iso_text(date); }
  std::optional<std::string> operator()(const QueryBytes&) const { return std::nullopt; }
  std::optional<std::string> operator()(const QueryPresence&) const { return std::nullopt; }
};

struct Shown {
  std::string operator()(const nlohmann::json& value) const {
    return value.is_number_float() ? *value_text(value) : to_text(value);
  }
  std::string operator()(const QueryBytes& bytes) const { return fmt::format("hex,{};", hex_text(bytes.octets)); }
  std::string operator()(const QueryDate& date) const { return iso_text(date); }
  std::string operator()(const QueryPresence&) const { return "an attribute without a value"; }
};

}  // namespace

const std::string* text_of(const QueryValue& value) {
  const auto* json = std::get_if<nlohmann::json>(&value);
  return json != nullptr && json->is_string() ? &json->get_ref<const std::string&>() : nullptr;
}

std::string_view type_of(const QueryValue& value) { return std::visit(TypeOf{}, value); }

std::optional<std::string> rendered(const QueryValue& value) { return std::visit(Rendered{}, value); }

std::string shown(const QueryValue& value) { return cut(std::visit(Shown{}, value)); }

}  // namespace plimsoll
