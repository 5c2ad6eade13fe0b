#include "engine/load/arrival_gaps.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr Nanos kLeastOfGamma = std::chrono::milliseconds(1);

}  // namespace

ArrivalGaps::ArrivalGaps(double expected)
    : stride_(std::max<std::uint64_t>(
          1, static_cast<std::uint64_t>(std::ceil(expected / static_cast<double>(OpenArrivals::kMostGaps))))) {}

void ArrivalGaps::started(std::uint64_t number, Nanos since_start) {
  const bool is_end_of_gap = number % stride_ <= 1;
  if (is_end_of_gap && starts_.size() < OpenArrivals::kMostStarts) starts_.emplace_back(number, since_start);
}

std::vector<ArrivalStart> ArrivalGaps::starts(const StagePlan& plan, double shape) const {
  const Nanos least = shape == 1 ? Nanos(0) : kLeastOfGamma;
  std::vector<ArrivalStart> starts;
  for (const auto& [number, since_start] : starts_) {
    const double planned = plan.arrivals_until(since_start);
    starts.push_back({0, number, planned, shape, plan.arrivals_until(since_start + least) - planned});
  }
  return starts;
}

}  // namespace plimsoll
