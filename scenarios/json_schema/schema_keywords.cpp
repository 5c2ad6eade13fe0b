#include "scenarios/json_schema/schema_keywords.h"

#include <algorithm>
#include <array>

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
