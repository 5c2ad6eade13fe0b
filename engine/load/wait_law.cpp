#include "engine/load/wait_law.h"

#include <algorithm>
#include <cmath>
#include <variant>

namespace plimsoll {
namespace {

// Further than any run, and far from what an instant can hold.
constexpr double kNeverNanos = 86400e9 * 3650;

Nanos nearest(double nanos) { return Nanos(std::llround(std::min(nanos, kNeverNanos))); }

struct NextDue {
  Instant due;
  Instant ended;
  Random& random;

  Instant operator()(const NoWait&) const { return ended; }
  Instant operator()(const ConstantWait& wait) const { return ended + wait.pause; }
  Instant operator()(const UniformWait& wait) const { return ended + random.uniform(wait.low, wait.high); }
  Instant operator()(const ExponentialWait& wait) const { return ended + random.exponential(wait.mean); }
  Instant operator()(const Pacing& pacing) const { return due + pacing.period; }
  Instant operator()(const ThroughputWait& wait) const { return due + nearest(1e9 / wait.tasks_per_second); }
};

}  // namespace

Instant next_due(const Wait& wait, Instant due, Instant ended, Random& random) {
  return std::visit(NextDue{due, ended, random}, wait);
}

Nanos spawn_delay(std::uint32_t number, double users_per_second) { return nearest(number * 1e9 / users_per_second); }

}  // namespace plimsoll
