#pragma once

// The keys of `guard`. Immutable tables; any thread.

#include "scenarios/guard.h"
#include "scenarios/tables/field_table.h"

namespace plimsoll {

const ObjectTable<Guard>& guard_table();
ValueType<Guard> guard_type();

}  // namespace plimsoll
