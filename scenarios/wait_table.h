#pragma once

// The forms of a wait between tasks. Immutable tables; any thread.

#include "scenarios/field_table.h"
#include "scenarios/scenario.h"

#include <optional>

namespace plimsoll {

struct WaitDraft {
  std::optional<Wait> wait;
};

const ObjectTable<WaitDraft>& wait_table();
ValueType<Wait> wait_type();

}  // namespace plimsoll
