#include "scenarios/load.h"

namespace plimsoll {

std::optional<RestTimes> rest_times(const Load& load) {
  if (!load.rests) return std::nullopt;
  const auto usual = load.until_verdict ? Nanos(std::chrono::minutes(1)) : load.duration / 5;
  RestTimes times;
  times.every = load.rests->every.value_or(usual);
  times.length = load.rests->length.value_or(times.every / 3);
  return times;
}

}  // namespace plimsoll
