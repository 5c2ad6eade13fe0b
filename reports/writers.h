#pragma once

// One writer a format: pure functions of a run record. The same record gives the same bytes. Any thread.

#include "reports/run_record.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace plimsoll {

struct ConsoleStyle {
  bool color = false;
  int width = 100;  // columns
};

void write_console(const RunRecord& record, const ConsoleStyle& style, std::ostream& out);
void write_html(const RunRecord& record, std::ostream& out);
void write_json(const RunRecord& record, std::ostream& out);  // run.json, see run_record_json.h
void write_junit(const RunRecord& record, std::ostream& out);
void write_markdown(const RunRecord& record, std::ostream& out);
void write_requests_csv(const RunRecord& record, std::ostream& out);
void write_timeline_csv(const RunRecord& record, std::ostream& out);
void write_memory_csv(const RunRecord& record, const MonitorRecord& monitor, std::ostream& out);

// The lines that it consists of, for a table that grows: so many further columns, so many of request names.
void write_memory_titles(const std::vector<SeriesLabel>& further, const std::vector<std::string>& request_names,
                         std::ostream& out);
void write_memory_row(const MemoryRow& row, std::size_t further, std::size_t request_names, std::ostream& out);

}  // namespace plimsoll
