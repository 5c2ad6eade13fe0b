#pragma once

// From what a sampler has seen to what the record says of it: its series, its events, and the verdict on each thing
// that is judged. Used by the conductor and by the commands that watch without load; no state.

#include "monitors/judgement/leak_verdict.h"
#include "monitors/judgement/load_phases.h"
#include "monitors/sampler_results.h"
#include "reports/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

struct JudgedMonitor {
  MonitorRecord monitor;
  std::vector<LeakRecord> leaks;  // the memory of the processes first
};

// What the load was, in the order and on the time of the rows.
struct JudgedLoad {
  std::vector<std::string> request_names{};
  std::vector<RestSpan> rests{};
};

// `options`: of the memory of the processes and of the group that they are in.
JudgedMonitor judge_monitor(SamplerResults results, const JudgedLoad& load, const JudgeOptions& options);

}  // namespace plimsoll
