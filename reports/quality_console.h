#pragma once

// How right the answers were, and batches by size, as the terminal shows them. A pure function; any thread.

#include "record/run_record.h"
#include "reports/terminal_table.h"

#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {

struct ConsoleTable {
  std::string_view title;
  TerminalTable table;
  std::vector<std::string> notes;  // under it, a sentence each
};

// A note names the columns that have no room in that style.
std::vector<ConsoleTable> quality_console(const RunRecord& record, const ConsoleStyle& style);

}  // namespace plimsoll
