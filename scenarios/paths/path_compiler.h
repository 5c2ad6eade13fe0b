#pragma once

// A JSON path as people write it, compiled into its steps. Pure; any thread.

#include "core/error.h"
#include "scenarios/paths/path_steps.h"

#include <string_view>
#include <vector>

namespace plimsoll {

// The error names the column and what may stand there.
Result<std::vector<JsonPathStep>> compile_path(std::string_view text);

}  // namespace plimsoll
