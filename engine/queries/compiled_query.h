#pragma once

// A query on answers: compiled once before the run, then asked of each. Immutable; any thread.

#include "engine/queries/answer.h"
#include "engine/queries/query_filters.h"

#include <optional>
#include <string>

namespace plimsoll {

class CompiledQuery {
 public:
  // Error: a regular expression or a path that does not compile.
  static Result<CompiledQuery> compile(const Query& query);

  // None: the answer has no such thing. Error: it cannot be told: the body is no JSON, a variable is missing.
  QueryResult find(Answer& answer) const;

  const std::string& label() const { return query_.label; }

 private:
  explicit CompiledQuery(Query query) : query_(std::move(query)) {}
  QueryResult source(Answer& answer) const;
  QueryResult in_body(Answer& answer) const;

  Query query_;
  std::optional<PreparedText<QueryPattern>> pattern_;
  std::optional<PreparedText<JsonPath>> path_;
  QueryFilters filters_;
};

}  // namespace plimsoll
