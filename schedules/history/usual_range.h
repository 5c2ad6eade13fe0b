#pragma once

// The usual range of a figure, from its values in earlier runs: median and MAD, which a bad run among them does not
// move. A new value above the range is one of a thousand as long as nothing changed: docs/schedules.md. Pure; any
// thread.

#include <cstddef>
#include <optional>
#include <span>

namespace plimsoll {

inline constexpr std::size_t kRunsNeeded = 8;     // before there is a range
inline constexpr std::size_t kRunsLookedAt = 20;  // the newest

struct UsualRange {
  double middle = 0;
  double highest = 0;  // what is above is unusual
};

// On the scale of the values' logarithm, as times are spread; all of them above 0.
std::optional<UsualRange> usual_times(std::span<const double> values);
// As they are; `grain`: what is never told apart.
std::optional<UsualRange> usual_values(std::span<const double> values, double grain);

// So many robust deviations (1.4826 MAD) above the median the range reaches, with so many values.
double reach_of(std::size_t values);

}  // namespace plimsoll
