#include "scenarios/fields/json_schema_type.h"

#include "core/json/json.h"
#include "core/nearest_name.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/fields/inline_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::uint64_t kMostSchemaText = 16 << 20;

// Of 2020-12 and of the drafts before it.
constexpr std::array<std::string_view, 62> kKeywords = {"$anchor",
                                                        "$comment",
                                                        "$defs",
                                                        "$dynamicAnchor",
                                                        "$dynamicRef",
                                                        "$id",
                                                        "$recursiveAnchor",
                                                        "$recursiveRef",
                                                        "$ref",
                                                        "$schema",
                                                        "$vocabulary",
                                                        "additionalItems",
                                                        "additionalProperties",
                                                        "allOf",
                                                        "anyOf",
                                                        "const",
                                                        "contains",
                                                        "contentEncoding",
                                                        "contentMediaType",
                                                        "contentSchema",
                                                        "default",
                                                        "definitions",
                                                        "dependencies",
                                                        "dependentRequired",
                                                        "dependentSchemas",
                                                        "deprecated",
                                                        "description",
                                                        "else",
                                                        "enum",
                                                        "examples",
                                                        "exclusiveMaximum",
                                                        "exclusiveMinimum",
                                                        "format",
                                                        "if",
                                                        "items",
                                                        "maxContains",
                                                        "maxItems",
                                                        "maxLength",
                                                        "maxProperties",
                                                        "maximum",
                                                        "minContains",
                                                        "minItems",
                                                        "minLength",
                                                        "minProperties",
                                                        "minimum",
                                                        "multipleOf",
                                                        "not",
                                                        "oneOf",
                                                        "pattern",
                                                        "patternProperties",
                                                        "prefixItems",
                                                        "properties",
                                                        "propertyNames",
                                                        "readOnly",
                                                        "required",
                                                        "then",
                                                        "title",
                                                        "type",
                                                        "unevaluatedItems",
                                                        "unevaluatedProperties",
                                                        "uniqueItems",
                                                        "writeOnly"};

// A mapping without any keyword takes every value, which nobody writes such a mapping for. Empty: it is well.
std::string why_no_schema(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || json.empty()) return {};
  for (const auto& [name, member] : json.items())
    if (std::find(kKeywords.begin(), kKeywords.end(), name) != kKeywords.end()) return {};
  const auto& first = json.begin().key();
  const auto nearest = nearest_name(first, kKeywords);
  return fmt::format("is no JSON Schema: it has no keyword of one, and \"{}\"{}", first,
                     nearest.empty() ? std::string(first == "columns" ? ", which is of a data_schema" : "")
                                     : fmt::format("; did you mean \"{}\"?", nearest));
}

std::optional<std::shared_ptr<const JsonSchema>> compiled_at(const Value& value, SchemaSource source) {
  if (const auto why = why_no_schema(source.text); !why.empty()) {
    value.refuse(why);
    return std::nullopt;
  }
  source.may_read_files = value.context().allowed.files;
  auto schema = JsonSchema::compile(std::move(source));
  if (schema.has_value()) return *std::move(schema);
  value.refuse(schema.error().message);
  return std::nullopt;
}

std::optional<std::shared_ptr<const JsonSchema>> read_json_schema(const Value& value) {
  SchemaSource source;
  source.folder = value.folder();
  const bool is_plain = value.is_word("true") || value.is_word("false");
  if (value.is_map() || is_plain) {
    const auto json = inline_json(value);
    if (!json) return std::nullopt;
    source.text = to_text(*json);
    source.label = "the schema";
    return compiled_at(value, std::move(source));
  }
  if (!value.is_scalar()) {
    value.expected("a JSON Schema: a file like answer.schema.json, or a mapping like {type: object}");
    return std::nullopt;
  }
  const auto name = value.text();
  if (!name || !value.may_read_files()) return std::nullopt;
  source.label = name->starts_with('@') ? name->substr(1) : *name;
  if (source.label.find('#') != std::string::npos) {  // a part of a file
    source.text = to_text(nlohmann::json{{"$ref", source.label}});
    return compiled_at(value, std::move(source));
  }
  source.file = value.folder() / source.label;
  auto text = read_file({source.file, source.label}, kMostSchemaText);
  if (text.has_error()) {
    value.refuse(text.error().message);
    return std::nullopt;
  }
  source.text = *std::move(text);
  return compiled_at(value, std::move(source));
}

}  // namespace

ValueType<std::shared_ptr<const JsonSchema>> json_schema_type() {
  return {"file, or a JSON Schema written out", R"({"type": ["string", "object", "boolean"]})", read_json_schema};
}

}  // namespace plimsoll
