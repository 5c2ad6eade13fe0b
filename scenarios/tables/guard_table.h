#pragma once

// The keys of `guard`. Immutable tables; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/guard.h"

namespace plimsoll {

const ObjectTable<Guard>& guard_table();
ValueType<Guard> guard_type();

}  // namespace plimsoll
