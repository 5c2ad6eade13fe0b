#include "monitors/sampling/sampling_schedule.h"

#include <algorithm>

namespace plimsoll {

using namespace std::chrono_literals;

Nanos sampling_period(Nanos duration) {
  if (duration <= 10min) return 500ms;
  if (duration <= 4h) return 1s;
  if (duration <= 12h) return 2s;
  if (duration <= 36h) return 5s;
  if (duration <= 96h) return 15s;
  return 30s;
}

Nanos SamplingSchedule::period(Instant now) const { return sampling_period(std::max(planned_, now - first_)); }

Instant SamplingSchedule::next(Instant now) const {
  const Nanos passed = std::max(now - first_, Nanos{});
  return first_ + (passed / period(now) + 1) * period(now);
}

}  // namespace plimsoll
