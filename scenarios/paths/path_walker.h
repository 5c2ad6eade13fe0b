#pragma once

// Where the steps of a JSON path lead to in a value. Pure; any thread.

#include "scenarios/paths/path_steps.h"

#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace plimsoll {

// Every match in document order; they point into `root`. The steps begin at `from`.
std::vector<const nlohmann::json*> walk(const std::vector<JsonPathStep>& steps, const nlohmann::json& from,
                                        const nlohmann::json& root);

}  // namespace plimsoll
