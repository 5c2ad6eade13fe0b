#pragma once

// The keys of `fault`. Immutable tables; any thread.

#include "scenarios/fault.h"
#include "scenarios/fields/field_table.h"

#include <optional>

namespace plimsoll {

struct FaultDraft {
  std::optional<Fault> fault;
  double share = 1;
};

const ObjectTable<FaultDraft>& fault_table();
ValueType<Fault> fault_type();

}  // namespace plimsoll
