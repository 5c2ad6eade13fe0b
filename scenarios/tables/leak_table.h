#pragma once

// The keys of `leak`: what the verdict on memory is held against. Immutable tables; any thread.

#include "core/error.h"
#include "scenarios/fields/field_table.h"
#include "scenarios/monitoring.h"

#include <string_view>

namespace plimsoll {

const ObjectTable<LeakRules>& leak_table();
ValueType<AllowedGrowth> growth_type();

// "1MiB/h", "512kB/min": growth over a time. Error: with what was expected.
Result<AllowedGrowth> parse_leak_minimum(std::string_view text);

}  // namespace plimsoll
