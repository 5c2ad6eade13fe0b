#pragma once

// Run records as real runs leave them, made from seeded noise: what the report page is looked at and tested with.
// Pure functions; any thread.

#include "record/run_record.h"

#include <string>
#include <utility>
#include <vector>

namespace plimsoll {

RunRecord leaking_run();    // five minutes, a warm-up, a worker that restarts, a leak of 4 kB a request
RunRecord healthy_run();    // ten minutes, all thresholds hold, memory clean
RunRecord failing_run();    // broken thresholds, failures with examples, a percentile out of reach
RunRecord hostile_run();    // names, messages and excerpts that try to become markup
RunRecord hour_long_run();  // an hour by the second, three monitored series thinned
RunRecord day_long_run();   // a day, all of it folded: what a page has to open at once
RunRecord crowded_run();    // twelve workers of a control group, rests, a cool-down, figures of the whole group
RunRecord streams_run();    // token streams under a growing load: goodput falls, a cache fills, some streams fail
RunRecord died_run();       // the managed target died: its last log lines
RunRecord empty_run();      // nothing was asked, nothing answered

// By the name of the file that shows each.
std::vector<std::pair<std::string, RunRecord>> sample_runs();

}  // namespace plimsoll
