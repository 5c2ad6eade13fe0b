#pragma once

// The rows of a run as the leak verdict takes them: exactly what reading the written memory.csv would give.
// Pure; any thread.

#include "judgement/traces/trace.h"
#include "record/monitor_record.h"

#include <string>
#include <vector>

namespace plimsoll {

struct MemoryTrace : Trace {
  std::string series;  // what is judged: "anon_bytes", or "rss_bytes" where nothing better could be read, or "fds", ...
  std::string unit;    // "bytes", "" for a count
};

// The memory of the processes. The warm-up's rows are left out. `request_names` in the order of
// MemoryRow::requests_by_name.
MemoryTrace to_trace(const MonitorRecord& monitor, const std::vector<std::string>& request_names);

// All that is judged: the memory of the processes, if there are any, then each further column.
std::vector<MemoryTrace> to_traces(const MonitorRecord& monitor, const std::vector<std::string>& request_names);

}  // namespace plimsoll
