#pragma once

// The rests of a load. Immutable tables; any thread.

#include "scenarios/load.h"
#include "scenarios/tables/field_table.h"

namespace plimsoll {

const ObjectTable<Rests>& rests_table();

}  // namespace plimsoll
