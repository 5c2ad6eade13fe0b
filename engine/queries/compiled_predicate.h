#pragma once

// What a value is expected to be: compiled once before the run, then held against each. Immutable; any thread.

#include "engine/queries/query_filters.h"

#include <optional>
#include <string>

namespace plimsoll {

struct PredicateVerdict {
  bool holds = false;
  std::string trouble;  // why it can never hold: types that do not go together; empty: it simply does not
};

class CompiledPredicate {
 public:
  // Error: a regular expression that does not compile; a file that was not read.
  static Result<CompiledPredicate> compile(const Predicate& predicate);

  PredicateVerdict judge(const std::optional<QueryValue>& value, const QueryVariables* variables) const;

  const std::string& label() const { return predicate_.label; }

 private:
  explicit CompiledPredicate(Predicate predicate) : predicate_(std::move(predicate)) {}

  Predicate predicate_;
  std::optional<PreparedText<QueryPattern>> pattern_;
};

}  // namespace plimsoll
