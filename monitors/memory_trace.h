#pragma once

// The rows of a run as the leak verdict takes them: exactly what reading the written memory.csv would give.
// Pure; any thread.

#include "monitors/judgement/trace.h"
#include "monitors/memory_rows.h"

#include <string>
#include <vector>

namespace plimsoll {

struct MemoryTrace : Trace {
  std::string series;  // what is judged: "anon_bytes", or "rss_bytes" where nothing better could be read
};

// The warm-up's rows are left out. `request_names` in the order of LoadReading::requests_by_name.
MemoryTrace to_trace(const MemoryRows& rows, const std::vector<std::string>& request_names);

}  // namespace plimsoll
