#pragma once

// requests.csv, flows.csv, streams.csv, stream_timeline.csv, quality.csv, quality_timeline.csv, batches.csv,
// timeline.csv and memory.csv. Pure functions of the record;
// any thread.

#include "record/run_record.h"

#include <iosfwd>
#include <string>
#include <vector>

namespace plimsoll {

void write_requests_csv(const RunRecord& record, std::ostream& out);
void write_flows_csv(const RunRecord& record, std::ostream& out);
void write_streams_csv(const RunRecord& record, std::ostream& out);
void write_stream_timeline_csv(const RunRecord& record, std::ostream& out);
void write_quality_csv(const RunRecord& record, std::ostream& out);
void write_quality_timeline_csv(const RunRecord& record, std::ostream& out);
void write_batches_csv(const RunRecord& record, std::ostream& out);
void write_timeline_csv(const RunRecord& record, std::ostream& out);
void write_memory_csv(const RunRecord& record, const MonitorRecord& monitor, std::ostream& out);

// The lines that it consists of, for a table that grows: so many further columns, so many of request names.
void write_memory_titles(const std::vector<SeriesLabel>& judged_beside, const std::vector<std::string>& request_names,
                         std::ostream& out);
void write_memory_row(const MemoryRow& row, std::size_t judged_beside, std::size_t request_names, std::ostream& out);

}  // namespace plimsoll
