#pragma once

// A JSON path as a value of a field. Pure; any thread.

#include "scenarios/fields/value_type.h"

#include <string>

namespace plimsoll {

ValueType<std::string> json_path_type();

}  // namespace plimsoll
