#pragma once

// What to try where it is known what kind of memory leaks: what sees such memory. Pure functions; any thread.

#include "record/run_record.h"
#include "reports/words/next_step.h"

#include <vector>

namespace plimsoll {

// The most useful first, at most three; none for the heaps, which the tools of the runtime see, and none where no kind
// of memory holds most of the growth.
std::vector<NextStep> steps_by_kind_of_memory(const MonitorRecord& monitor, const LeakRecord& leak);

// They come before `steps`, which are by the cause; of Python, whose objects may be what grew, behind the first two.
std::vector<NextStep> with_steps_by_kind(std::vector<NextStep> steps, const MonitorRecord& monitor,
                                         const LeakRecord& leak);

}  // namespace plimsoll
