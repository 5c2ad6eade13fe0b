#pragma once

// What the keywords of JSON Schema are: which hold schemas, which are known. Pure functions; any thread.

#include "core/json/json_tree.h"
#include "scenarios/json_schema/schema_dialect.h"

#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

// Of a keyword's value: it is a schema, a list of them, or a mapping of names to them.
enum class SchemasBelow { none, one, list, mapping };
SchemasBelow schemas_below(std::string_view keyword, JsonKind kind);

// Why the keyword is not taken: another draft means something by it which this one leaves out without a word. Empty: it
// is.
std::string why_refused(const JsonTree& tree, JsonTree::Id member, const SchemaDialect& dialect);

// Why it is not meant as a schema: an object without any keyword takes every value, which nobody writes one for. Empty:
// it may be one.
std::string why_no_schema(std::string_view text);

// The seven words of `type`, as bits in this order.
inline constexpr unsigned kNull = 1;
inline constexpr unsigned kBoolean = 2;
inline constexpr unsigned kInteger = 4;
inline constexpr unsigned kNumber = 8;
inline constexpr unsigned kString = 16;
inline constexpr unsigned kArray = 32;
inline constexpr unsigned kObject = 64;
std::optional<unsigned> type_bit(std::string_view word);
std::string words_of_types(unsigned bits);

}  // namespace plimsoll
