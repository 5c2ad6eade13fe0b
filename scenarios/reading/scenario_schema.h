#pragma once

// The JSON Schema (2020-12) of a scenario file, generated from the parser's field table. Any thread.

#include <string>

namespace plimsoll {

std::string scenario_schema();

}  // namespace plimsoll
