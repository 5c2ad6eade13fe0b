#pragma once

// The reference table of docs/scenario.md, generated from the parser's field table. Any thread.

#include <string>

namespace plimsoll {

std::string scenario_reference_markdown();

}  // namespace plimsoll
