#pragma once

// A second of a run as a record of that second alone: what is stored between two whole records, and joined to the first
// when the run was cut off before the next. Pure functions; any thread.

#include "record/run_record.h"

#include <vector>

namespace plimsoll {

// Of what the interval counted, and of the memory that was read in it: of each monitor its name and rows. Failures,
// other series and the measurement stay as of the last whole record.
RunRecord record_of_second(const RunRecord& begun, Snapshot counted, const TimelineRow& row,
                           std::vector<MonitorRecord> memory = {});

void add_second(RunRecord& so_far, const RunRecord& second);

}  // namespace plimsoll
