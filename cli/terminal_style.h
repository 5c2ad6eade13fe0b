#pragma once

// How the summary is laid out on a stream: its colours and columns. Reads the terminal; no state.

#include "reports/terminal_table.h"

namespace plimsoll {

// `descriptor`: STDOUT_FILENO or STDERR_FILENO.
ConsoleStyle terminal_style(int descriptor);

}  // namespace plimsoll
