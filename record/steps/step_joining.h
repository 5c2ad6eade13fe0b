#pragma once

// Steps of time of a run in a bounded number: step k is of the seconds from k * step_s to (k + 1) * step_s, and a run
// that outgrows them has them joined two by two. Pure functions; any thread.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace plimsoll {

// The one that has that second in it. `most`: so many are kept, 2 at least; step_s doubles with each joining.
// `join(step, next)`: adds what follows to a step.
template <class Step, class Join>
Step& step_at(double second, std::vector<Step>& steps, std::uint32_t& step_s, std::size_t most, const Join& join) {
  const auto place = [&] { return static_cast<std::size_t>(std::max(0.0, second) / step_s); };
  while (place() >= most) {
    for (std::size_t i = 1; i < steps.size(); ++i) {
      if (i % 2 == 1)
        join(steps[i / 2], std::move(steps[i]));
      else
        steps[i / 2] = std::move(steps[i]);
    }
    steps.resize((steps.size() + 1) / 2);
    step_s *= 2;
  }
  if (place() >= steps.size()) steps.resize(place() + 1);
  return steps[place()];
}

}  // namespace plimsoll
