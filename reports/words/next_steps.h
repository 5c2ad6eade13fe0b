#pragma once

// What to try after a leak verdict: by its cause where one is known, else by what the verdict lacks. Pure functions;
// any thread.

#include "record/run_record.h"
#include "reports/words/next_step.h"

#include <string>
#include <vector>

namespace plimsoll {

// The most useful first, at most five; none where there is nothing to do. Commands name the process that stands out or
// grew most. Without load none is about one.
std::vector<NextStep> next_steps(const RunRecord& record, const MonitorRecord& monitor, const LeakRecord& leak);

// In one line: "See who allocates what stays: memray attach 4713".
std::string step_text(const NextStep& step);

}  // namespace plimsoll
