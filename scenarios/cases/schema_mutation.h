#pragma once

// Bad requests out of a good one and the schema of its body: each breaks one rule of the schema at one place, which the
// schema itself has said of each. Pure functions; any thread.

#include "core/error.h"
#include "scenarios/cases/mutation.h"
#include "scenarios/json_schema/json_schema.h"

#include <cstddef>
#include <string_view>

namespace plimsoll {

inline constexpr std::size_t kMostOfASchema = 200;

// `body` is JSON in which "{{...}}" may stand for what is filled in: for the schema an example stands there instead.
// Error: the good body is not as the schema has it, so that nothing can be derived of it.
Result<Mutants> mutate_by_schema(std::string_view body, const JsonSchema& schema);

}  // namespace plimsoll
