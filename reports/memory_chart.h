#pragma once

// Judged memory drawn with characters for a terminal: the memory in dots, the judgement's fit as a line over it, where
// growth began. A pure function; any thread.

#include "reports/console.h"

#include <string>

namespace plimsoll {

// Lines with their line ends, as wide as the style says; empty where there is nothing to draw.
std::string memory_chart(const RunRecord& record, const LeakRecord& leak, const ConsoleStyle& style);

}  // namespace plimsoll
