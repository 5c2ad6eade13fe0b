#pragma once

// The table that a promotion is decided by, in the terminal, in Markdown and as one page. Pure functions; any thread.

#include "record/quality/model_comparison.h"
#include "reports/terminal_table.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace plimsoll {

void write_comparison(const ModelComparison& comparison, const ConsoleStyle& style, std::ostream& out);
void write_comparison_markdown(const ModelComparison& comparison, std::ostream& out);
void write_comparison_page(const ModelComparison& comparison, std::ostream& out);

}  // namespace plimsoll
