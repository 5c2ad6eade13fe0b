#pragma once

// A JSON Schema in a scenario: a file, or written out. No state; any thread.

#include "scenarios/fields/value_type.h"
#include "scenarios/json_schema/json_schema.h"

#include <memory>

namespace plimsoll {

ValueType<std::shared_ptr<const JsonSchema>> json_schema_type();

}  // namespace plimsoll
