#pragma once

// What the terminal's report says of memory: each thing watched, its verdicts, what happened to it, what to try. One
// thread.

#include "reports/console_lines.h"

namespace plimsoll {

void write_memory(const Console& console);

}  // namespace plimsoll
