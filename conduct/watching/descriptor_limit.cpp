#include "conduct/watching/descriptor_limit.h"

#include <algorithm>

namespace plimsoll {
namespace {

constexpr double kShareOfWatch = 0.5;

}  // namespace

std::optional<DescriptorLimit> nearest_descriptor_limit(const MonitorRecord& monitor) {
  double watched_s = 0;
  for (const auto& process : monitor.processes) watched_s = std::max(watched_s, process.to_s);
  std::optional<DescriptorLimit> nearest;
  for (const auto& process : monitor.processes) {
    const auto* opened = figure_of(process, "fds");
    const auto* limit = figure_of(process, "fds_limit");
    const double span_s = process.to_s - process.from_s;
    if (!opened || !limit || span_s < kShareOfWatch * watched_s || opened->last <= opened->first) continue;
    const double seconds = std::max(0.0, limit->last - opened->last) * span_s / (opened->last - opened->first);
    if (!nearest || seconds < nearest->seconds_to_it) nearest = {limit->last, seconds};
  }
  return nearest;
}

}  // namespace plimsoll
