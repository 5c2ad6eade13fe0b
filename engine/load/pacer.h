#pragma once

// When arrivals are due: a pure sequence, the same on every shard; knows no clock. Owned by an executor; one thread.

#include "core/random.h"
#include "engine/load/stage_plan.h"
#include "scenarios/load.h"

#include <optional>
#include <vector>

namespace plimsoll {

class Pacer {
 public:
  // Nothing is due in the rests.
  Pacer(const ArrivalRate& rate, std::uint64_t seed, std::vector<TimeSpan> rests = {});

  // From the start of the load, ascending; nothing while no further arrival is due, ever.
  // Constant: arrival k is due when the planned rate, integrated, reaches k. Poisson: when it reaches the sum of k + 1
  // exponential gaps of mean 1 (time change of a unit Poisson process; Cinlar 1975), which holds for any ramp.
  // Gamma: the same with gaps of the gamma law of mean 1 and shape `burstiness`; below 1 they come in bursts.
  std::optional<Nanos> next();

  // That rate from that instant on, instead of the plan's; what is due before stays. Of what was given already the last
  // may be due at another instant now.
  void set_rate(double per_second, Nanos from);

  std::optional<Nanos> last_due() const { return plan_.due_of(last_); }
  const StagePlan& plan() const noexcept { return plan_; }

 private:
  double gap();

  StagePlan wanted_;  // as if there were no rests
  std::vector<TimeSpan> rests_;
  StagePlan plan_;
  const ArrivalRate::Law law_;
  const double shape_;
  Random random_;
  double next_ = 0;  // the integral of the rate at which the next one is due
  double last_ = 0;
};

}  // namespace plimsoll
