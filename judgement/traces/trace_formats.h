#pragma once

// One reader a format of recorded memory. Pure functions of the stream; one thread. Errors name the line.

#include "core/error.h"
#include "judgement/traces/trace_file.h"
#include "judgement/traces/trace_input.h"

namespace plimsoll {

// Columns by name, separated by commas, semicolons, tabs or blanks. Rows with warmup 1 and columns that are not asked
// for are skipped. An empty field is a gap.
Result<TraceFile> read_separated_trace(TraceInput& input, const TraceRequest& request);

// psrecord --log and what psrecord prints: columns under a header that begins with #.
Result<TraceFile> read_psrecord_trace(TraceInput& input, const TraceRequest& request);

// mprof run: MEM lines, and CHLD lines of the processes beside it or within it.
Result<TraceFile> read_mprof_trace(TraceInput& input, const TraceRequest& request);

// The answer of Prometheus to a range query, as JSON.
Result<TraceFile> read_prometheus_trace(TraceInput& input, const TraceRequest& request);

// A JSON object a line.
Result<TraceFile> read_jsonl_trace(TraceInput& input, const TraceRequest& request);

// Lines of a log, some of which name a memory and its amount.
Result<TraceFile> read_log_trace(TraceInput& input, const TraceRequest& request);

}  // namespace plimsoll
