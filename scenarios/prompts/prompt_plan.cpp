#include "scenarios/prompts/prompt_plan.h"

#include "core/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace plimsoll {

std::uint64_t TokenLengths::draw(Random& random) const {
  if (law == Law::constant) return low;
  if (law == Law::uniform) return low + random.below(high - low + 1);
  // Box and Muller: 1 - u lies in (0, 1].
  const double radius = std::sqrt(-2 * std::log(1 - random.uniform()));
  const double drawn = mean + deviation * radius * std::cos(2 * std::numbers::pi * random.uniform());
  const double clipped = std::clamp(drawn, static_cast<double>(low), static_cast<double>(high));
  return static_cast<std::uint64_t>(std::llround(clipped));
}

std::string TokenLengths::words() const {
  if (law == Law::constant) return format_count(low);
  const auto range = fmt::format("{} to {}", format_count(low), format_count(high));
  if (law == Law::uniform) return range + ", uniform";
  return fmt::format("mean {}, deviation {}, {}, normal", format_number(mean), format_number(deviation), range);
}

}  // namespace plimsoll
