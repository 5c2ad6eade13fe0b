#include "engine/load/rest_plan.h"

#include <algorithm>

namespace plimsoll {

RestPlan::RestPlan(const Load& load) {
  const auto times = rest_times(load);
  if (!times) return;
  for (Nanos end = times->every; end - times->length < load.duration; end += times->every)
    rests_.push_back({end - times->length, end});
}

Nanos RestPlan::held(Nanos from, Nanos due) const {
  const auto unheld = std::max(from, due);
  auto held = unheld;
  auto rest =
      std::upper_bound(rests_.begin(), rests_.end(), from, [](Nanos t, const TimeSpan& one) { return t < one.end; });
  for (; rest != rests_.end() && rest->begin <= held; ++rest) held += rest->end - std::max(rest->begin, from);
  return held > unheld ? held : due;
}

}  // namespace plimsoll
