#pragma once

// A recorded trace with its verdicts as the record of a run that had no load: what the reports are made from. Pure
// functions; any thread.

#include "judgement/judge.h"
#include "judgement/traces/trace_file.h"
#include "record/run_record.h"

#include <string>

namespace plimsoll {

// Judges every column. `name` is that of the file.
RunRecord record_of_trace(const TraceFile& file, const std::string& name, const JudgeOptions& options);

}  // namespace plimsoll
