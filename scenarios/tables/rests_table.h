#pragma once

// The rests of a load. Immutable tables; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/load.h"

namespace plimsoll {

const ObjectTable<Rests>& rests_table();

}  // namespace plimsoll
