#pragma once

// A sweep for a terminal, as Markdown and as CSV. Pure functions of the record; any thread.

#include "record/sweeps/sweep_record.h"
#include "reports/terminal_table.h"

#include <iosfwd>
#include <string>

namespace plimsoll {

// Verdict, table, chart, sentences.
void write_sweep_console(const SweepRecord& sweep, const ConsoleStyle& style, std::ostream& out);
void write_sweep_markdown(const SweepRecord& sweep, std::ostream& out);
// A row a level; figures in full, units in the heads.
void write_sweep_csv(const SweepRecord& sweep, std::ostream& out);

// Good answers a second against the level, drawn with characters; empty where there are fewer than two levels.
std::string sweep_chart(const SweepRecord& sweep, const ConsoleStyle& style);

}  // namespace plimsoll
