#pragma once

// The options of `run`: one row each, in the order of its help. Immutable; any thread.

#include "cli/option_rows.h"

#include <vector>

namespace plimsoll {

const std::vector<OptionRow>& run_option_rows();

}  // namespace plimsoll
