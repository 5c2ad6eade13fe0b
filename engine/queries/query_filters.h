#pragma once

// Filters: a value on its way from a query to whoever asked, changed step by step. Immutable; any thread.

#include "core/error.h"
#include "engine/queries/prepared_text.h"
#include "engine/queries/query_value.h"
#include "scenarios/query.h"

#include <optional>
#include <vector>

namespace plimsoll {

class QueryFilters {
 public:
  // Error: a regular expression or a path that does not compile.
  static Result<QueryFilters> compile(const std::vector<QueryFilter>& filters);

  // Error: a value of a type that a filter is not for, or none where it needs one.
  QueryResult apply(std::optional<QueryValue> value, const QueryVariables* variables) const;

 private:
  struct Step {
    QueryFilter filter;
    std::optional<PreparedText<QueryPattern>> pattern;
    std::optional<PreparedText<JsonPath>> path;
  };
  static QueryResult one(const Step& step, const QueryValue& value, const QueryVariables* variables);

  std::vector<Step> steps_;
};

}  // namespace plimsoll
