#pragma once

// A sweep as one page, offline, with a script for its theme alone: throughput, goodput and times against the level,
// knee and limit marked, and the table of levels with links to their reports. A pure function of the record; any
// thread.

#include "record/sweeps/sweep_record.h"

#include <iosfwd>

namespace plimsoll {

void write_sweep_page(const SweepRecord& sweep, std::ostream& out);

}  // namespace plimsoll
