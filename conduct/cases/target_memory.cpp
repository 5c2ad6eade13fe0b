#include "conduct/cases/target_memory.h"

#include "core/waiting_clock.h"

#include <utility>

namespace plimsoll {

TargetMemory TargetMemory::of(const Scenario& scenario) {
  TargetMemory memory;
  if (auto found = find_watched(scenario, {}); found.has_value()) memory.watched_ = std::move(found->watched);
  return memory;
}

std::optional<std::uint64_t> TargetMemory::bytes() {
  std::optional<std::uint64_t> sum;
  ProbeMoment moment;
  moment.now = machine_clock().now();
  for (auto& one : watched_)
    for (const auto& process : one.probe->read(moment).processes) {
      const auto bytes = process.anon_bytes ? process.anon_bytes : process.rss_bytes;
      if (bytes) sum = sum.value_or(0) + *bytes;
    }
  return sum;
}

}  // namespace plimsoll
