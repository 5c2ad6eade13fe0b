#pragma once

// The rule of a schema that a bad request breaks, so that a smaller one can be told from one that breaks another.
// Immutable; any thread.

#include "scenarios/json_schema/json_schema.h"
#include "scenarios/json_schema/schema_finding.h"

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace plimsoll {

class SchemaFault {
 public:
  SchemaFault(std::shared_ptr<const JsonSchema> schema, std::vector<SchemaFinding> broken)
      : schema_(std::move(schema)), broken_(std::move(broken)) {}

  // Whether the body breaks this rule at this place, and no other anywhere.
  bool is_all_of(std::string_view body) const;

 private:
  std::shared_ptr<const JsonSchema> schema_;
  std::vector<SchemaFinding> broken_;
};

}  // namespace plimsoll
