#pragma once

// The forms of a wait between tasks. Immutable tables; any thread.

#include "scenarios/fields/field_table.h"
#include "scenarios/load.h"

#include <optional>
#include <string_view>

namespace plimsoll {

struct WaitDraft {
  std::optional<Wait> wait;
};

// The short forms of a wait: "1s" and "3s..5s".
Result<Wait> parse_wait(std::string_view text);

const ObjectTable<WaitDraft>& wait_table();
ValueType<Wait> wait_type();

}  // namespace plimsoll
