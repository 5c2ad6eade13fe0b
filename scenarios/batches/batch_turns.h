#pragma once

// When bodies of which size are sent, where sizes take turns: the smallest first, each for as long as the others, the
// smallest once more at the end, which shows what the larger ones left behind. A pure function of the plan, the same on
// every shard; any thread.

#include "core/time.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <vector>

namespace plimsoll {

// From the start of the load. The warm-up is before the first, and is of the same size.
struct BatchTurn {
  Nanos from{0}, to{0};
  std::uint32_t rows = 1;
};

// Different sizes of bodies, ascending.
std::vector<std::uint32_t> batch_sizes(const Scenario& scenario);

// None where sizes take no turns.
std::vector<BatchTurn> batch_turns(const Scenario& scenario);

// The rows of a task's bodies; 0: it says nothing of them.
std::uint32_t batch_of_task(const Task& task);

}  // namespace plimsoll
