#include "scenarios/json_schema/schema_keywords.h"

#include "core/nearest_name.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace plimsoll {
namespace {

template <std::size_t N>
bool is_among(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 12> kOne = {"additionalProperties",
                                                   "propertyNames",
                                                   "contains",
                                                   "not",
                                                   "if",
                                                   "then",
                                                   "else",
                                                   "items",
                                                   "additionalItems",
                                                   "contentSchema",
                                                   "unevaluatedItems",
                                                   "unevaluatedProperties"};
constexpr std::array<std::string_view, 5> kLists = {"allOf", "anyOf", "oneOf", "prefixItems", "items"};
constexpr std::array<std::string_view, 6> kMappings = {"properties", "patternProperties", "dependentSchemas",
                                                       "$defs",      "definitions",       "dependencies"};
// Without schemas below them.
// clang-format off
constexpr std::array<std::string_view, 40> kPlain = {
    "$anchor", "$comment", "$dynamicAnchor", "$dynamicRef", "$id", "$recursiveAnchor",
    "$recursiveRef", "$ref", "$schema", "$vocabulary", "const", "contentEncoding",
    "contentMediaType", "default", "dependentRequired", "deprecated", "description", "enum",
    "examples", "exclusiveMaximum", "exclusiveMinimum", "format", "maxContains", "maxItems",
    "maxLength", "maxProperties", "maximum", "minContains", "minItems", "minLength",
    "minProperties", "minimum", "multipleOf", "pattern", "readOnly", "required",
    "title", "type", "uniqueItems", "writeOnly"};
// clang-format on
constexpr std::array<std::string_view, 7> kTypeWords = {"null",   "boolean", "integer", "number",
                                                        "string", "array",   "object"};

}  // namespace

SchemasBelow schemas_below(std::string_view keyword, JsonKind kind) {
  if (kind == JsonKind::array) return is_among(kLists, keyword) ? SchemasBelow::list : SchemasBelow::none;
  if (kind == JsonKind::object && is_among(kMappings, keyword)) return SchemasBelow::mapping;
  return is_among(kOne, keyword) ? SchemasBelow::one : SchemasBelow::none;
}

std::string why_refused(const JsonTree& tree, JsonTree::Id member, const SchemaDialect& dialect) {
  const auto& node = tree[member];
  const auto name = node.name;
  const bool is_newest = dialect.draft == SchemaDraft::draft_2020_12;
  const std::string old_draft =
      R"(, or name the draft that has it: "$schema": "http://json-schema.org/draft-07/schema#")";
  if (is_newest && name == "items" && node.kind == JsonKind::array)
    return "is a list: since 2020-12 that is prefixItems" + old_draft;
  if (dialect.is_named) return "";
  if (name == "additionalItems")
    return "is no keyword since 2020-12: items is what comes behind prefixItems" + old_draft;
  if (name == "dependencies")
    return "is no keyword since 2019-09: dependentRequired and dependentSchemas are" + old_draft;
  if (name == "$recursiveRef") return "is no keyword since 2020-12: $dynamicRef is";
  if (name == "nullable" && node.truth)
    return R"(is of OpenAPI 3.0: since 3.1 null is one of the types, "type": ["string", "null"])";
  if (name == "id" && node.kind == JsonKind::text && node.text.find("://") != std::string_view::npos)
    return "is of draft 4: it is $id since draft 6";
  return "";
}

std::string why_no_schema(std::string_view text) {
  JsonTree json;
  if (!json.parse(text) || json[0].kind != JsonKind::object || json[0].count == 0) return "";
  std::string_view first;
  bool has_keyword = false;
  json.for_children(0, [&](JsonTree::Id member) {
    const auto name = json[member].name;
    if (first.empty()) first = name;
    has_keyword = has_keyword || is_among(kOne, name) || is_among(kLists, name) || is_among(kMappings, name) ||
                  is_among(kPlain, name);
  });
  if (has_keyword) return "";
  std::vector<std::string_view> known(kPlain.begin(), kPlain.end());
  known.insert(known.end(), kOne.begin(), kOne.end());
  known.insert(known.end(), kLists.begin(), kLists.end());
  known.insert(known.end(), kMappings.begin(), kMappings.end());
  const auto nearest = nearest_name(first, known);
  return fmt::format("is no JSON Schema: it has no keyword of one, and \"{}\"{}", first,
                     nearest.empty() ? std::string(first == "columns" ? ", which is of a data_schema" : "")
                                     : fmt::format("; did you mean \"{}\"?", nearest));
}

std::optional<unsigned> type_bit(std::string_view word) {
  const auto found = std::find(kTypeWords.begin(), kTypeWords.end(), word);
  if (found == kTypeWords.end()) return std::nullopt;
  return 1U << static_cast<unsigned>(found - kTypeWords.begin());
}

std::string words_of_types(unsigned bits) {
  std::string words;
  for (std::size_t i = 0; i < kTypeWords.size(); ++i)
    if ((bits & (1U << i)) != 0) words.append(words.empty() ? "" : " or ").append(kTypeWords.at(i));
  return words;
}

}  // namespace plimsoll
