#include "monitors/reading_period.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr double kTooMuch = 0.005;     // of a core, for all monitoring
constexpr Nanos kBeforeLonger = 30s;   // the share is an average: a change needs time to be seen in it
constexpr Nanos kBeforeShorter = 60s;  // and what was too much once may be again
constexpr Nanos kTolerance = 100ms;    // the sampler's grid is not exact

}  // namespace

bool ReadingPeriod::due(Instant now) const { return now + kTolerance >= next_; }

bool ReadingPeriod::taken(const ProbeMoment& moment, Nanos rest) {
  if (changed_ == Instant{}) changed_ = moment.now;
  const bool too_much = moment.monitoring_share > kTooMuch;
  if (too_much && moment.now >= changed_ + kBeforeLonger) {
    period_ = std::min(2 * period_, longest_);
    changed_ = moment.now;
  } else if (moment.monitoring_share < kTooMuch / 2 && moment.now >= changed_ + kBeforeShorter) {
    period_ = std::max(period_ / 2, shortest_);
    changed_ = moment.now;
  }
  next_ = moment.now + std::max(period_, rest);
  return period_ > shortest_ && !std::exchange(reported_, true);
}

ProcessEvent backed_off(const ProbeMoment& moment, std::string_view what) {
  return {ProcessEvent::Kind::backed_off, 0,
          fmt::format("monitoring takes {:.1f} % of a core; {} read less often from now on",
                      moment.monitoring_share * 100, what)};
}

}  // namespace plimsoll
