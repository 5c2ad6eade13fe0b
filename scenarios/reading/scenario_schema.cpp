#include "scenarios/reading/scenario_schema.h"

#include "core/json/json.h"
#include "scenarios/tables/scenario_table.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace plimsoll {
namespace {

using nlohmann::ordered_json;

// Defaults that are values of JSON; the others are told in words.
std::optional<ordered_json> default_of(const FieldDescription& field, const ordered_json& schema) {
  if (field.default_value.empty()) return std::nullopt;
  auto value = parse_ordered_json(field.default_value);
  if (value.is_primitive() && !value.is_discarded()) return value;
  const bool one_word = field.default_value.find_first_of(" `'") == std::string::npos;
  if (one_word && !schema.contains("$ref")) return ordered_json(field.default_value);
  return std::nullopt;
}

ordered_json schema_of(const FieldDescription& field) {
  auto schema = parse_ordered_json(field.schema);
  ordered_json described;
  described["description"] = field.summary;
  if (auto value = default_of(field, schema))
    described["default"] = *std::move(value);
  else if (!field.default_value.empty())
    described["description"] = field.summary + " (default: " + field.default_value + ")";
  described.update(schema);
  return described;
}

ordered_json schema_of(const ObjectDescription& object) {
  ordered_json schema;
  schema["description"] = object.summary;
  schema["type"] = "object";
  schema["additionalProperties"] = false;
  auto required = ordered_json::array();
  for (const auto& field : object.fields) {
    schema["properties"][field.name] = schema_of(field);
    if (field.required) required.push_back(field.name);
  }
  if (!required.empty()) schema["required"] = std::move(required);
  return schema;
}

}  // namespace

std::string scenario_schema() {
  const auto objects = scenario_objects();
  ordered_json schema;
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "Plimsoll scenario";
  schema.update(schema_of(objects.front()));
  for (std::size_t i = 1; i < objects.size(); ++i) schema["$defs"][objects[i].name] = schema_of(objects[i]);
  return to_text(schema, {2}) + "\n";
}

}  // namespace plimsoll
