#pragma once

// A memory trace from CSV: columns by name, one row an instant, or an instant and process. A pure function of the
// stream; one thread.

#include "engine/core/error.h"
#include "monitors/judgement/trace.h"

#include <istream>
#include <optional>
#include <string>

namespace plimsoll {

struct TraceFile {
  Trace trace;
  std::string memory_column;  // the one that is judged
};

// Needs t_seconds and memory: the named column, else anon_bytes, else rss_bytes. Takes pid, processes, requests_total,
// active_users, restarts_total and requests_NAME where they are; rows with warmup 1 and other columns are skipped. An
// empty field is a gap. Errors name the line.
Result<TraceFile> read_trace_csv(std::istream& in, const std::optional<std::string>& column);

}  // namespace plimsoll
