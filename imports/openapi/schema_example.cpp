#include "imports/openapi/schema_example.h"

#include "core/http/secret_names.h"
#include "imports/plan/document_value.h"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>
#include <string_view>

namespace plimsoll {
namespace {

using SchemaJson = nlohmann::ordered_json;

constexpr std::size_t kDeepest = 24;                       // references within references
constexpr std::size_t kMostValues = 4096;                  // of one example
constexpr std::size_t kMostTaken = std::size_t{16} << 20;  // bytes of one example
constexpr std::size_t kMostParts = 1000;                   // of one schema
constexpr std::size_t kMostMadeInAll = 10'000'000;
constexpr std::size_t kMostMergedInAll = std::size_t{2} << 30;
constexpr std::size_t kMostItems = 64;
constexpr std::size_t kLongestText = 4096;

struct FormatExample {
  std::string_view format;
  std::string_view example;
};
constexpr std::array kFormats = {
    FormatExample{"date-time", "2026-01-31T12:00:00Z"},
    FormatExample{"date", "2026-01-31"},
    FormatExample{"time", "12:00:00Z"},
    FormatExample{"duration", "PT1M"},
    FormatExample{"uuid", "3fa85f64-5717-4562-b3fc-2c963f66afa6"},
    FormatExample{"email", "ann@example.com"},
    FormatExample{"idn-email", "ann@example.com"},
    FormatExample{"uri", "https://example.com/"},
    FormatExample{"url", "https://example.com/"},
    FormatExample{"uri-reference", "/example"},
    FormatExample{"hostname", "example.com"},
    FormatExample{"ipv4", "192.0.2.1"},
    FormatExample{"ipv6", "2001:db8::1"},
    FormatExample{"byte", "AAAA"},
    FormatExample{"base64", "AAAA"},
    FormatExample{"binary", "binary"},
    FormatExample{"json-pointer", "/a"},
};

std::optional<double> number_member(const SchemaJson& schema, std::string_view key) {
  const auto& value = member(schema, key);
  return value.is_number() ? std::optional(value.get<double>()) : std::nullopt;
}

std::size_t size_member(const SchemaJson& schema, std::string_view key, std::size_t otherwise) {
  const auto value = number_member(schema, key);
  return value && *value >= 0 && *value < 1e9 ? static_cast<std::size_t>(*value) : otherwise;
}

// In memory, nearly.
std::size_t bytes_of_value(const SchemaJson& value) {
  std::size_t bytes = sizeof value;
  if (value.is_string()) bytes += value.get_ref<const std::string&>().size();
  if (value.is_object())
    for (const auto& [key, one] : value.items()) bytes += sizeof(std::string) + key.size() + bytes_of_value(one);
  if (value.is_array())
    for (const auto& one : value) bytes += bytes_of_value(one);
  return bytes;
}

struct Bounds {
  std::optional<double> low, high;
};

// Both included; what is excluded lies a step further in.
Bounds bounds_of(const SchemaJson& schema, double step) {
  auto low = number_member(schema, "minimum");
  auto high = number_member(schema, "maximum");
  const auto& above = member(schema, "exclusiveMinimum");
  const auto& below = member(schema, "exclusiveMaximum");
  if (above.is_number()) low = above.get<double>() + step;
  if (below.is_number()) high = below.get<double>() - step;
  if (above == SchemaJson(true) && low) *low += step;
  if (below == SchemaJson(true) && high) *high -= step;
  return {low, high};
}

// In the middle of two, beside one.
double value_within(const Bounds& bounds) {
  const auto& [low, high] = bounds;
  if (low && high) return *low + (*high - *low) / 2;
  return low ? std::max(1.0, *low) : high ? std::min(1.0, *high) : 1;
}

SchemaJson number_of(const SchemaJson& schema, bool whole) {
  const auto bounds = bounds_of(schema, whole ? 1 : 0.5);
  const auto& [low, high] = bounds;
  double value = value_within(bounds);
  if (whole) value = std::floor(value);
  if (const auto multiple = number_member(schema, "multipleOf"); multiple && *multiple > 0)
    value = std::ceil((low ? *low : value) / *multiple) * *multiple;
  if (!std::isfinite(value) || std::abs(value) > 9e15) return 1;
  if (whole || (value == std::floor(value) && value != 1)) return static_cast<std::int64_t>(value);
  return value == 1 ? SchemaJson(1.5 <= high.value_or(2) && !number_member(schema, "multipleOf") ? 1.5 : 1.0)
                    : SchemaJson(value);
}

}  // namespace

std::optional<SchemaJson> SchemaExample::example_of(const Json& schema, const std::string& place) {
  place_ = place;
  made_ = 0;
  taken_bytes_ = 0;
  open_.clear();
  return value_of(schema, "");
}

std::string SchemaExample::type_of(const Json& schema) {
  const auto& type = member(schema, "type");
  if (type.is_string()) return type.get<std::string>();
  if (type.is_array())
    for (const auto& one : type)
      if (one.is_string() && one != "null") return one.get<std::string>();
  if (type.is_array() && !type.empty()) return "null";
  if (member(schema, "properties").is_object() || member(schema, "additionalProperties").is_object()) return "object";
  if (member(schema, "items").is_object() || member(schema, "prefixItems").is_array()) return "array";
  return "";
}

void SchemaExample::merge_into(Json& whole, const Json& part, int depth) {
  const auto& schema = references_.resolved(part);
  if (!schema.is_object() || depth > 16 || ++parts_ > kMostParts) return;
  for (const auto& [key, value] : schema.items()) {
    if (key == "allOf" && value.is_array()) {
      for (const auto& one : value) merge_into(whole, one, depth + 1);
    } else if (key == "properties" && value.is_object()) {
      for (const auto& [name, property] : value.items()) whole["properties"][name] = property;
    } else if (key == "required" && value.is_array()) {
      for (const auto& name : value) whole["required"].push_back(name);
    } else if (!whole.contains(key)) {
      whole[key] = value;
    }
  }
}

const SchemaJson& SchemaExample::merged(const Json& schema, Json& room) {
  const auto& resolved = references_.resolved(schema);
  if (!member(resolved, "allOf").is_array() || is_spent()) return resolved;
  room = Json::object();
  parts_ = 0;
  merge_into(room, resolved, 0);
  merged_bytes_ += bytes_of_value(room);
  return room;
}

bool SchemaExample::is_spent() const { return all_made_ > kMostMadeInAll || merged_bytes_ > kMostMergedInAll; }

std::optional<SchemaJson> SchemaExample::value_of(const Json& schema, const std::string& name) {
  if (schema.is_boolean()) return schema.get<bool>() ? std::optional<Json>(Json::object()) : std::nullopt;
  ++all_made_;
  if (++made_ > kMostValues || is_spent()) return std::nullopt;
  const auto reference = text_member(schema, "$ref");
  if (reference.empty()) return open_.size() + 1 > kDeepest ? std::nullopt : value_of_whole(schema, name);
  if (std::find(open_.begin(), open_.end(), reference) != open_.end() || open_.size() >= kDeepest) return std::nullopt;
  const auto& target = references_.resolved(schema);
  if (!target.is_object()) {
    draft_.leave_out(place_, fmt::format("{}: leads to nothing in this document", reference));
    return std::nullopt;
  }
  open_.push_back(reference);
  auto value = value_of_whole(target, name);
  open_.pop_back();
  return value;
}

std::optional<SchemaJson> SchemaExample::value_of_whole(const Json& given, const std::string& name) {
  Json room;
  const auto& schema = merged(given, room);
  for (const auto key : {"example", "default", "const"})
    if (schema.is_object() && schema.contains(key) && !(schema[key].is_null() && std::string_view(key) == "default"))
      return taken(schema[key]);
  for (const auto key : {"examples", "enum"})
    if (const auto& list = member(schema, key); list.is_array() && !list.empty()) return taken(list.front());
  for (const auto key : {"oneOf", "anyOf"})
    if (const auto& choices = member(schema, key); choices.is_array() && !choices.empty())
      return one_of(schema, choices, name);
  const auto type = type_of(schema);
  if (type == "object") return object_of(schema);
  if (type == "array") return array_of(schema, name);
  if (type == "integer") return number_of(schema, true);
  if (type == "number") return number_of(schema, false);
  if (type == "boolean") return Json(true);
  if (type == "null") return Json(nullptr);
  if (type == "string") return text_of(schema, name);
  return Json::object();
}

std::optional<SchemaJson> SchemaExample::taken(const Json& value) {
  taken_bytes_ += bytes_of_value(value);
  if (taken_bytes_ > kMostTaken) return std::nullopt;
  return value;
}

// Says in a choice which of them it is.
void SchemaExample::name_choice(const Json& schema, const std::string& reference, Json& value) {
  const auto& discriminator = member(schema, "discriminator");
  const auto key = text_member(discriminator, "propertyName");
  if (key.empty() || !value.is_object() || reference.empty()) return;
  auto kind = reference.substr(reference.rfind('/') + 1);
  if (const auto& mapping = member(discriminator, "mapping"); mapping.is_object())
    for (const auto& [named, target] : mapping.items())
      if (target == reference || target == kind) kind = named;
  value[key] = kind;
}

std::optional<SchemaJson> SchemaExample::one_of(const Json& schema, const Json& choices, const std::string& name) {
  for (const auto& choice : choices) {
    std::string reference;
    if (type_of(references_.resolved(choice, &reference)) == "null") continue;
    auto value = value_of(choice, name);
    if (!value) continue;
    name_choice(schema, reference, *value);
    // What stands beside the choices belongs to each of them.
    if (value->is_object() && member(schema, "properties").is_object())
      if (auto beside = object_of(schema))
        for (const auto& [key_beside, one] : beside->items())
          if (!value->contains(key_beside)) (*value)[key_beside] = one;
    return value;
  }
  return std::nullopt;
}

// What is required, and what has an example of its own; all of it where nothing is required.
std::optional<SchemaJson> SchemaExample::object_of(const Json& schema) {
  auto object = Json::object();
  const auto& properties = member(schema, "properties");
  const auto& required = member(schema, "required");
  const bool any_required = required.is_array() && !required.empty();
  std::set<std::string_view> names;
  if (any_required)
    for (const auto& one : required)
      if (one.is_string()) names.insert(one.get_ref<const std::string&>());
  if (properties.is_object())
    for (const auto& [name, given] : properties.items()) {
      const auto& property = references_.resolved(given);
      if (member(property, "readOnly") == Json(true)) continue;
      const bool is_required = names.contains(name);
      const bool has_own = property.is_object() && (property.contains("example") ||
                                                    (property.contains("default") && !property["default"].is_null()));
      if (any_required && !is_required && !has_own) continue;
      auto value = value_of(given, name);
      if (value)
        object[name] = *std::move(value);
      else if (is_required)
        return std::nullopt;
    }
  const auto& additional = member(schema, "additionalProperties");
  if (object.empty() && additional.is_object())
    if (auto value = value_of(additional, "key")) object["key"] = *std::move(value);
  return object;
}

std::optional<SchemaJson> SchemaExample::array_of(const Json& schema, const std::string& name) {
  auto list = Json::array();
  if (const auto& first = member(schema, "prefixItems"); first.is_array())
    for (const auto& one : first)
      if (auto value = value_of(one, name)) list.push_back(*std::move(value));
  const auto most = std::min(size_member(schema, "maxItems", kMostItems), kMostItems);
  const auto least = std::min(size_member(schema, "minItems", list.empty() ? 1 : 0), most);
  const auto wanted = list.empty() ? std::min(std::max<std::size_t>(least, 1), most) : least;
  if (list.size() < wanted) {
    static const Json kAnyText = {{"type", "string"}};
    auto item = value_of(member(schema, "items").is_object() ? member(schema, "items") : kAnyText, name);
    if (!item) return least == 0 || !member(schema, "minItems").is_number() ? std::optional<Json>(list) : std::nullopt;
    const bool unique = member(schema, "uniqueItems") == Json(true);
    for (std::size_t i = 0; list.size() < wanted; ++i) {
      auto next = *item;
      if (unique && next.is_number_integer()) next = next.get<std::int64_t>() + static_cast<std::int64_t>(i);
      if (unique && next.is_string() && i > 0) next = next.get<std::string>() + std::to_string(i + 1);
      list.push_back(std::move(next));
    }
  }
  return list;
}

SchemaJson SchemaExample::text_of(const Json& schema, const std::string& name) {
  const auto format = text_member(schema, "format");
  if (format == "password" || is_secret_name(name))
    return draft_.reference(name.empty() ? "PASSWORD" : name, "", fmt::format("JSON member {}", name));
  for (const auto& row : kFormats)
    if (row.format == format) return std::string(row.example);
  if (const auto pattern = text_member(schema, "pattern"); !pattern.empty())
    draft_.leave_out(place_, fmt::format("{}: its pattern {} is not looked at: write text that fits",
                                         name.empty() ? "text" : name, pattern));
  std::string text = "text";
  const auto least = std::min(size_member(schema, "minLength", 0), kLongestText);
  while (text.size() < least) text += "text";
  const auto most = std::max(size_member(schema, "maxLength", kLongestText), least);
  if (text.size() > std::max(least, std::size_t{4})) text.resize(least);
  if (text.size() > most) text.resize(most);
  return text;
}

}  // namespace plimsoll
