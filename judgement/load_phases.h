#pragma once

// What memory did under load and what it did in the rests between: growth by request stops there, growth by time goes
// on, a backlog falls. Beside the verdict, which knows nothing of it. Pure; any thread.

#include <optional>
#include <vector>

namespace plimsoll {

struct Trace;

// When the plan let nobody start a task.
struct RestSpan {
  double begin_s = 0;
  double end_s = 0;
};

struct PhaseGrowth {
  double under_load_per_s = 0;
  double at_rest_per_s = 0;

  bool operator==(const PhaseGrowth&) const = default;
};

// Growth is from the beginning of a phase to its end, each the median of five samples; of all phases of a kind
// together. What comes before the first rest is left out, for there the target warms up, and so is what follows the
// last. A rest begins with its last finished request. A phase in which a process came or went is left out. Nothing with
// fewer than 2 rests of 10 samples.
std::optional<PhaseGrowth> growth_by_phase(const Trace& trace, const std::vector<RestSpan>& rests);

}  // namespace plimsoll
