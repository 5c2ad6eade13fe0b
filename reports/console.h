#pragma once

// What a person reads in the terminal when a run is over. A pure function of the record; any thread.

#include "record/run_record.h"
#include "reports/terminal_table.h"

#include <iosfwd>

namespace plimsoll {

void write_console(const RunRecord& record, const ConsoleStyle& style, std::ostream& out);

}  // namespace plimsoll
