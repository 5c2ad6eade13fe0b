#pragma once

// The rests of a load. Immutable tables; any thread.

#include "scenarios/field_table.h"
#include "scenarios/scenario.h"

namespace plimsoll {

const ObjectTable<Rests>& rests_table();

}  // namespace plimsoll
