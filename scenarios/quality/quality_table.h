#pragma once

// `quality` of a request: how it is written. An immutable table; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/quality/row_rules.h"

#include <optional>
#include <string>

namespace plimsoll {

struct QualityDraft {
  std::optional<std::string> label;  // a template
  QualityRules rules;
};

const ObjectTable<QualityDraft>& quality_table();

// A file of JSON lines, or a list: a value for each row or body of the request, in their order.
ValueType<JsonLines> json_lines_type();

}  // namespace plimsoll
