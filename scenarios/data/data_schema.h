#pragma once

// What rows of data have to be: their columns, and what holds between columns of one row. Plain data; any thread.

#include "core/error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plimsoll {

// How often each value was there, of the data that a schema was made of: numbers by bins, text by categories.
struct KeptHistogram {
  std::vector<double> edges;  // of numbers, increasing; bin i is above edge i - 1 up to edge i, the last beyond all
  std::vector<std::string> categories;  // of text; what is none of them counts behind the last
  std::vector<std::uint64_t> counts;    // one more than edges, or than categories
  std::uint64_t rows = 0;               // that had a value

  bool empty() const { return rows == 0; }
};

struct ColumnRule {
  enum class Type { any, integer, number, text, boolean };

  std::string name;
  Type type = Type::any;
  bool optional = false;  // the column need not be there
  bool nulls = false;     // a row may have no value in it
  bool unique = false;
  std::optional<double> low, high;         // of numbers, both included
  std::vector<std::string> values{};       // all that there may be; empty: any
  std::string pattern{};                   // found in every value; empty: none
  std::optional<std::uint64_t> longest{};  // bytes of text
  KeptHistogram histogram{};
};
std::string_view to_string(ColumnRule::Type type);

// `a <= b`, `a + b = c within 0.01`, `when plan is premium then discount present`.
struct RelationRule {
  enum class Relation { less, less_or_equal, equal, not_equal, greater_or_equal, greater };
  std::string left, right;
  Relation relation = Relation::less_or_equal;
};
struct SumRule {
  std::vector<std::string> parts;  // two at least
  std::string sum;
  double tolerance = 0;
};
struct PresenceRule {
  std::string when, is;  // a column and its value
  std::string then;
  bool present = true;  // or absent
};
struct RowRule {
  std::variant<RelationRule, SumRule, PresenceRule> rule;
  std::string text;  // as it is written, blanks made single
};
Result<RowRule> parse_row_rule(std::string_view text);
// The columns that it names.
std::vector<std::string> columns_of(const RowRule& rule);

struct DataSchema {
  std::vector<ColumnRule> columns;
  bool extra = false;  // columns that are not listed may be there
  std::vector<RowRule> rules{};
  std::uint64_t fewest_rows = 1;

  const ColumnRule* find(std::string_view name) const;
  // Whether it keeps how any column was spread.
  bool has_spreads() const;
};

}  // namespace plimsoll
