#pragma once

// The keys of `connection`. Immutable tables; any thread.

#include "scenarios/connection_options.h"
#include "scenarios/fields/field_table.h"

namespace plimsoll {

const ObjectTable<ConnectionOptions>& connection_table();

}  // namespace plimsoll
