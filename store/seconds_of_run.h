#pragma once

// A second of a run as a record of that second alone: what is stored between two whole records, and joined to the first
// when the run was cut off before the next. Pure functions; any thread.

#include "record/run_record.h"

namespace plimsoll {

// Of what the interval counted. Failures, monitors and the measurement stay as of the last whole record.
RunRecord record_of_second(const RunRecord& begun, Snapshot counted, const TimelineRow& row);

void add_second(RunRecord& so_far, const RunRecord& second);

}  // namespace plimsoll
