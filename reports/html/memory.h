#pragma once

// The parts of the page's section on memory, each of one monitor. Called by html_memory.cpp for the time of one
// write_html; one thread.

#include "reports/html/page.h"

#include <string_view>

namespace plimsoll {

HtmlState state_of(Verdict verdict);

// html_memory_tables.cpp
void write_attribution(const HtmlPage& page, const LeakRecord& leak);  // what each type of request keeps
void write_memory_table(const HtmlPage& page, const MonitorRecord& monitor);
void write_events(HtmlWriter& html, const MonitorRecord& monitor);
void write_other_leaks(const HtmlPage& page, const MonitorRecord& monitor);

// mappings.cpp: what kind of memory grew, of a leak that is accused
void write_mappings(HtmlWriter& html, const MonitorRecord& monitor, const LeakRecord& leak);

// html_processes.cpp; `place`: of RunRecord::monitors
void write_process_stack(const HtmlPage& page, std::size_t place);
void write_process_table(HtmlWriter& html, const MonitorRecord& monitor);
void write_further_figures(const HtmlPage& page, std::size_t place);

}  // namespace plimsoll
