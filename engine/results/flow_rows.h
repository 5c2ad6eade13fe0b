#pragma once

// The flows of a scenario as a record has them: by name, with what a shard counted of each. Pure; any thread.

#include "engine/results/recorder.h"
#include "record/flow_record.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

// The tasks that are flows in their order, the login behind them: the places that TaskPlan::flow counts. Of none of
// them anything is counted.
std::vector<FlowRecord> flow_rows(const Scenario& scenario);

// The same with what was counted.
std::vector<FlowRecord> counted_flows(std::vector<FlowRecord> rows, const Recorder& recorder);

}  // namespace plimsoll
