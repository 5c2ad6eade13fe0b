#pragma once

// When some of the arrivals really started, spread over the run: enough to see whether they kept the law of the plan.
// Bounded; filled by one shard.

#include "engine/load/stage_plan.h"
#include "record/load_results.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace plimsoll {

class ArrivalGaps {
 public:
  // Of so many arrivals that are expected in all.
  explicit ArrivalGaps(double expected);

  void started(std::uint64_t number, Nanos since_start);

  // Each with the arrivals that the plan expects until then. Of a gamma law (a shape that is not 1) gaps of less than a
  // millisecond are not judged: below 1 most gaps may be shorter than any wake-up.
  std::vector<ArrivalStart> starts(const StagePlan& plan, double shape) const;

 private:
  std::uint64_t stride_;
  std::vector<std::pair<std::uint64_t, Nanos>> starts_;  // the two ends of each gap
};

}  // namespace plimsoll
