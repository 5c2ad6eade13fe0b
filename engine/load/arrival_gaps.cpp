#include "engine/load/arrival_gaps.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {

ArrivalGaps::ArrivalGaps(double expected)
    : stride_(std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(expected / kMostGaps)))) {}

void ArrivalGaps::started(std::uint64_t number, Nanos since_start) {
  const bool is_end_of_gap = number % stride_ <= 1;
  if (is_end_of_gap && starts_.size() <= 2 * kMostGaps) starts_.emplace_back(number, since_start);
}

void ArrivalGaps::merge(const ArrivalGaps& other) {
  starts_.insert(starts_.end(), other.starts_.begin(), other.starts_.end());
  std::sort(starts_.begin(), starts_.end());
}

std::vector<double> ArrivalGaps::in_planned_arrivals(const StagePlan& plan) const {
  std::vector<double> gaps;
  for (std::size_t i = 1; i < starts_.size() && gaps.size() < kMostGaps; ++i)
    if (starts_[i].first == starts_[i - 1].first + 1)
      gaps.push_back(plan.arrivals_until(starts_[i].second) - plan.arrivals_until(starts_[i - 1].second));
  return gaps;
}

}  // namespace plimsoll
