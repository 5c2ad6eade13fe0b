#pragma once

// Makes a schema of its text: reads what it refers to, and finds what is wrong with it before anything is held against
// it. No state; one thread.

#include "core/error.h"
#include "scenarios/json_schema/compiled_schema.h"

#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

// Error: the place, what is wrong there and the remedy; `further`: what else is wrong, a bounded number. A schema that
// leads back to itself without going deeper into the value is refused.
Result<std::unique_ptr<const CompiledSchema>> compile_schema(SchemaSource source, std::vector<std::string>& further);

}  // namespace plimsoll
