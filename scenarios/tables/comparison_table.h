#pragma once

// `expect.body_like`: what the whole answer is like, and what may differ. Immutable tables; any thread.

#include "scenarios/check.h"
#include "scenarios/fields/field_table.h"

#include <string>
#include <vector>

namespace plimsoll {

struct BodyLikeDraft {
  JsonEqualsCheck check;
};

const ObjectTable<BodyLikeDraft>& body_like_table();
const ObjectTable<NumberTolerance>& tolerance_table();

ValueType<Check> body_like_type();

// Also those of the options of `plimsoll diff`.
ValueType<ComparisonDialect> dialect_type();
ValueType<DifferenceKind> difference_kind_type();
ValueType<std::string> place_pattern_type();
ValueType<std::string> place_glob_type();
ValueType<std::string> place_regex_type();
ValueType<unsigned> digits_type();
ValueType<double> threshold_type();  // 0 to 1

}  // namespace plimsoll
