#pragma once

// A recorded trace from any file that we can read: chosen by what it begins with, not by its name. A pure function of
// the stream; one thread.

#include "core/error.h"
#include "judgement/traces/trace_file.h"

#include <istream>
#include <string_view>

namespace plimsoll {

std::string_view to_string(TraceFormat format);
Result<TraceFormat> parse_trace_format(std::string_view name);

// Bounded in memory however long the file. Errors name the line.
Result<TraceFile> read_trace(std::istream& in, const TraceRequest& request);

}  // namespace plimsoll
