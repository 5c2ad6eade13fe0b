#pragma once

// `stream` and `slo` of a request. Immutable tables; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/stream_rules.h"

namespace plimsoll {

// Of `stream`: a word, or an object.
ValueType<StreamRules> stream_type();

// Of `slo`, which has a limit at least.
ValueType<StreamRules::Limits> slo_type();

const ObjectTable<StreamRules>& stream_table();
const ObjectTable<StreamRules::Limits>& slo_table();

}  // namespace plimsoll
