#pragma once

// The memory that a leak verdict was made from, to draw beside its model. Pure functions; any thread.

#include "record/run_record.h"

#include <vector>

namespace plimsoll {

// The sum of the processes that stayed, which the model is of. Empty where that is the whole tree, as in its series.
std::vector<ModelPoint> stayed_memory(const MonitorRecord& monitor, const LeakRecord& leak);

}  // namespace plimsoll
