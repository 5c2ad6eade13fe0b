#pragma once

// Where the steps of a JSON path lead to in a value. Pure; any thread.

#include "scenarios/paths/path_steps.h"

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace plimsoll {

// Every match in document order; they point into `root`. The steps begin at `from`.
std::vector<const nlohmann::json*> walk(const std::vector<JsonPathStep>& steps, const nlohmann::json& from,
                                        const nlohmann::json& root);

// The expression of a match() or search(), RFC 9535. Null: it is none.
std::shared_ptr<const Pattern> pattern_of(const nlohmann::json& text, PathFilter::Kind kind);

}  // namespace plimsoll
