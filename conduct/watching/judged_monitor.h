#pragma once

// From what a sampler has seen to what the record says of it: its series, its events, and the verdict on each thing
// that is judged. Used by the conductor and by the commands that watch without load; no state.

#include "conduct/watching/judged_series.h"
#include "monitors/sampling/sampler.h"
#include "record/leak_verdict.h"
#include "record/run_record.h"

#include <vector>

namespace plimsoll {

struct JudgedMonitor {
  MonitorRecord monitor;
  std::vector<LeakRecord> leaks;  // the memory of the processes first
};

// Not judged, and of very many rows a choice.
MonitorRecord monitor_so_far(const Sampler& sampler);

JudgedMonitor judge_monitor(MonitorRecord monitor, const JudgedLoad& load, const JudgeRules& rules);

}  // namespace plimsoll
