#pragma once

// One query on an answer held against its predicate. Immutable; any thread.

#include "engine/checks/check_failure.h"
#include "engine/queries/compiled_predicate.h"
#include "engine/queries/compiled_query.h"

namespace plimsoll {

class CompiledQueryCheck {
 public:
  // Error: a regular expression or a path that does not compile.
  static Result<CompiledQueryCheck> compile(const QueryCheck& check);

  CheckFailure judge(Answer& answer) const;

 private:
  CompiledQueryCheck(CompiledQuery query, CompiledPredicate predicate)
      : query_(std::move(query)), predicate_(std::move(predicate)) {}

  CompiledQuery query_;
  CompiledPredicate predicate_;
};

}  // namespace plimsoll
