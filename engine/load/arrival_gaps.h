#pragma once

// When some of the arrivals really started, spread over the run: enough to see whether they kept the law of the plan.
// Bounded; filled by one shard, merged when all have ended.

#include "engine/load/stage_plan.h"

#include <cstdint>
#include <utility>
#include <vector>

namespace plimsoll {

class ArrivalGaps {
 public:
  static constexpr std::size_t kMostGaps = 1000;

  // Of so many arrivals that are expected in all.
  explicit ArrivalGaps(double expected);

  void started(std::uint64_t number, Nanos since_start);
  void merge(const ArrivalGaps& other);

  // Arrivals that the plan expects within each gap: exponential of mean 1 where they are Poisson, whatever the ramp.
  std::vector<double> in_planned_arrivals(const StagePlan& plan) const;

 private:
  std::uint64_t stride_;
  std::vector<std::pair<std::uint64_t, Nanos>> starts_;  // the two ends of each gap
};

}  // namespace plimsoll
