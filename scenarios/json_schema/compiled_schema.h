#pragma once

// A schema compiled: what each of its subschemas asks, as data that a walk reads (schema_walk.h). Texts and numbers are
// views into its documents. Immutable once it is made; any thread.

#include "core/pattern.h"
#include "scenarios/json_schema/decimal.h"
#include "scenarios/json_schema/schema_documents.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

using SchemaId = std::uint32_t;
inline constexpr SchemaId kNoSchema = std::numeric_limits<SchemaId>::max();
inline constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();

struct CountLimits {
  std::uint64_t fewest = 0;
  std::uint64_t most = kNoLimit;
};

struct NumberRules {
  const JsonNode* minimum = nullptr;
  const JsonNode* exclusive_minimum = nullptr;
  const JsonNode* maximum = nullptr;
  const JsonNode* exclusive_maximum = nullptr;
  std::optional<Decimal> step{};
  const JsonNode* step_as_written = nullptr;
};

struct TextRules {
  CountLimits length;  // characters
  std::optional<Pattern> pattern{};
};

struct ArrayRules {
  std::vector<SchemaId> first;  // of its first elements, one each
  SchemaId others = kNoSchema;
  std::string_view first_keyword, others_keyword;
  SchemaId contains = kNoSchema;
  CountLimits contained{1, kNoLimit};
  bool contains_counts = true;  // as looked at, for unevaluatedItems
  CountLimits count;
  bool unique = false;
  SchemaId unevaluated = kNoSchema;
};

struct ObjectRules {
  struct Name {
    std::string_view name;
    SchemaId schema = kNoSchema;  // none: it is only required
    bool is_required = false;
  };
  struct Matched {
    Pattern pattern;
    SchemaId schema;
  };
  struct Dependent {
    std::string_view name;
    std::vector<std::string_view> required{};
    SchemaId schema = kNoSchema;
    std::string_view keyword;
  };
  std::vector<Name> names;  // in the order of the names
  std::size_t required = 0;
  std::vector<Matched> matched;
  SchemaId additional = kNoSchema;
  SchemaId property_names = kNoSchema;
  std::vector<Dependent> dependents;
  CountLimits count;
  SchemaId unevaluated = kNoSchema;
};

// Other schemas that the same value is held against.
struct CombinedRules {
  SchemaId reference = kNoSchema;
  std::string_view reference_keyword;
  std::optional<std::string_view> dynamic_anchor{};  // the reference leads to the outermost with that one
  std::vector<SchemaId> all, any, one;
  SchemaId none = kNoSchema;
  SchemaId condition = kNoSchema, then = kNoSchema, otherwise = kNoSchema;
};

struct SchemaNode {
  SchemaPlace place;
  std::uint32_t resource = 0;
  bool is_never = false;  // the schema false
  unsigned types = 0;     // TypeBit; 0: any
  JsonTree::Id constant = JsonTree::kNone;
  JsonTree::Id choices = JsonTree::kNone;
  std::vector<std::string_view> text_choices{};  // in order, where all of them are texts
  std::unique_ptr<NumberRules> number{};
  std::unique_ptr<TextRules> text{};
  std::unique_ptr<ArrayRules> array{};
  std::unique_ptr<ObjectRules> object{};
  std::unique_ptr<CombinedRules> combined{};
};

struct CompiledSchema {
  explicit CompiledSchema(SchemaSource source) : documents(std::move(source)) {}

  SchemaDocuments documents;
  std::vector<SchemaNode> nodes;  // the first is the whole
  // Of each resource, by its number: what its dynamic anchors lead to.
  std::vector<std::vector<std::pair<std::string_view, SchemaId>>> dynamic_anchors;
};

}  // namespace plimsoll
