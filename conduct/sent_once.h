#pragma once

// What a run sends once, before its load and after it; the record tells it. Blocks; no state.

#include "conduct/interrupts.h"
#include "core/error.h"
#include "engine/once_run.h"
#include "record/run_record.h"
#include "scenarios/scenario.h"

#include <vector>

namespace plimsoll {

// What was captured, by slot. Error: a request failed, or none could be sent; or a person ended it.
Result<std::vector<CapturedValue>> send_before_all(const Scenario& scenario, const Interrupts& interrupts,
                                                   RunRecord& record);

// A request that failed is in the record alone. The first interrupt ended the load, the second ends this. Error: none
// could be sent.
Result<void> send_after_all(const Scenario& scenario, const std::vector<CapturedValue>& captured,
                            const Interrupts& interrupts, RunRecord& record);

}  // namespace plimsoll
