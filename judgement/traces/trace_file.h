#pragma once

// What is asked of a recorded file, and what was read from it. Plain values; any thread.

#include "judgement/traces/trace.h"
#include "judgement/traces/trace_text.h"
#include "record/leak_verdict.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

enum class TraceFormat { csv, table, psrecord, mprof, prometheus, jsonl, log };

struct TraceRequest {
  std::vector<std::string> columns = {};   // to judge, the headline first; none: the memory that the file has
  std::optional<std::string> time = {};    // the column of time; absent: found by its name
  std::optional<TraceFormat> format = {};  // absent: by what the file begins with
  std::optional<MemoryUnit> unit = {};     // of plain numbers of memory; absent: as the file says it, else a guess
  std::optional<double> every_s = {};      // between two readings, of a file without times
};

struct JudgedColumn {
  std::string name;
  std::string unit = "bytes";  // "" for a count
  Trace trace;
  std::optional<UnitRead> read_as = {};         // where the name does not say bytes
  std::vector<std::string> process_names = {};  // of life 1, 2, ..., where names tell processes apart; else empty
  std::vector<std::string> version_names = {};  // of version 1, 2, ...
};

struct TraceFile {
  TraceFormat format = TraceFormat::csv;
  std::vector<JudgedColumn> columns;  // as asked for; never empty
  std::vector<std::string> notes;     // how it was read, where the names do not say so, and what was left out
};

}  // namespace plimsoll
