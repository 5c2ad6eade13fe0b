#include "scenarios/fields/json_schema_type.h"

#include "core/json/json.h"
#include "scenarios/bodies/file_reading.h"
#include "scenarios/fields/inline_json.h"
#include "scenarios/json_schema/schema_keywords.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr std::uint64_t kMostSchemaText = 16 << 20;

std::optional<std::shared_ptr<const JsonSchema>> compiled_at(const Value& value, SchemaSource source) {
  if (const auto why = why_no_schema(source.text); !why.empty()) {
    value.refuse(why);
    return std::nullopt;
  }
  source.may_read_files = value.context().allowed.files;
  std::vector<std::string> further;
  auto schema = JsonSchema::compile(std::move(source), &further);
  if (schema.has_value()) return *std::move(schema);
  value.refuse(schema.error().message);
  for (const auto& trouble : further) value.refuse(trouble);
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
