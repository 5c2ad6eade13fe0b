#pragma once

// What limits a verdict on a recording of others: a unit that was guessed, a figure that holds more than the memory of
// processes. Pure functions; any thread.

#include "judgement/traces/trace_file.h"
#include "record/run_record.h"

namespace plimsoll {

// Says it in the explanation. A guess of the unit clears nothing: `clean` becomes inconclusive.
void add_caveats(const JudgedColumn& column, LeakRecord& leak);

}  // namespace plimsoll
