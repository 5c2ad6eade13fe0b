#pragma once

// The whole answer held against a JSON Schema. It is looked at until the first thing that does not hold; a failure is
// looked at again for its words. Immutable; any thread.

#include "engine/checks/check_failure.h"
#include "engine/queries/answer.h"
#include "scenarios/check.h"

#include <memory>
#include <utility>

namespace plimsoll {

class SchemaJudge {
 public:
  explicit SchemaJudge(const SchemaCheck& check) : schema_(check.schema) {}

  CheckFailure judge(Answer& answer) const;

 private:
  std::shared_ptr<const JsonSchema> schema_;
};

}  // namespace plimsoll
