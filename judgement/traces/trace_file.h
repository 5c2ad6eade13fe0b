#pragma once

// What is asked of a recorded file, and what was read from it. Plain values; any thread.

#include "judgement/traces/trace.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

enum class TraceFormat { csv, psrecord, mprof, prometheus };

struct TraceRequest {
  std::vector<std::string> columns = {};   // to judge, the headline first; none: the memory that the file has
  std::optional<std::string> time = {};    // the column of time; absent: found by its name
  std::optional<TraceFormat> format = {};  // absent: by what the file begins with
};

struct JudgedColumn {
  std::string name;
  std::string unit = "bytes";  // "" for a count
  Trace trace;
};

struct TraceFile {
  TraceFormat format = TraceFormat::csv;
  std::vector<JudgedColumn> columns;  // as asked for; never empty
  std::vector<std::string> notes;     // how it was read, where the names do not say so, and what was left out
};

}  // namespace plimsoll
