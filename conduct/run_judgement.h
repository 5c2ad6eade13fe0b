#pragma once

// What a run came to: its memory judged, its thresholds, its verdict; at its end, and on the way for those who look.
// Functions; any thread.

#include "conduct/monitor_group.h"
#include "record/run_record.h"
#include "reports/verdict/run_verdict.h"
#include "scenarios/scenario.h"

namespace plimsoll {

// After the monitors' end, once.
void judge_memory(const Scenario& scenario, MonitorGroup& monitors, RunRecord& record);

// Thresholds and verdict of a record whose memory is judged.
void judge_run(const Scenario& scenario, const Ending& ending, RunRecord& record);

// As if it ended now, on a copy of the record so far.
void judge_so_far(const Scenario& scenario, const MonitorGroup& monitors, RunRecord& so_far);

}  // namespace plimsoll
