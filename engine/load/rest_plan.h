#pragma once

// When a load rests: a pure function of its plan, the same on every shard. A value; any thread.

#include "core/time.h"
#include "engine/load/stage_plan.h"
#include "scenarios/load.h"

#include <vector>

namespace plimsoll {

class RestPlan {
 public:
  // Without rests where the load has none. Those that begin before its end.
  explicit RestPlan(const Load& load);

  const std::vector<TimeSpan>& rests() const noexcept { return rests_; }

  // Of somebody who is ready at `from` and waits until `due`: the rests in between do not count, so that those who
  // wait at the beginning of a rest do not all come at its end. Times from the start of the load.
  Nanos held(Nanos from, Nanos due) const;

 private:
  std::vector<TimeSpan> rests_;
};

}  // namespace plimsoll
