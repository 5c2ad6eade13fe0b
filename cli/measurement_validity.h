#pragma once

// Whether the figures of a run are the target's or our own doing: the run judges itself. A slow target never makes a
// run invalid, only a generator that could not keep up does. A pure function; any thread.

#include "reports/run_record.h"

namespace plimsoll {

// Sets valid, reasons and further notes of the record's measurement from its other figures; each says what to change.
void judge_measurement(RunRecord& record);

}  // namespace plimsoll
