#pragma once

// The `load` of a scenario, and the forms of a wait. Immutable tables; any thread.

#include "scenarios/field_table.h"
#include "scenarios/scenario.h"

#include <optional>

namespace plimsoll {

// As the keys come in; the model is put together when all are known.
struct LoadDraft {
  ClosedLoad closed;
  Load load;
  Load finished() const;
};

const ObjectTable<LoadDraft>& load_table();

struct WaitDraft {
  std::optional<Wait> wait;
};

const ObjectTable<WaitDraft>& wait_table();
ValueType<Wait> wait_type();

}  // namespace plimsoll
