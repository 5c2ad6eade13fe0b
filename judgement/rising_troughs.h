#pragma once

// Under a collector that collected too few times for the whole method: where each collection left more than the one
// before it, and the floor has grown far beyond what settles, a few of them are enough. A pure function; any thread.

#include "judgement/fitting/floor_points.h"

#include <cstddef>
#include <optional>

namespace plimsoll {

struct RisingTroughs {
  std::size_t count = 0;
  double from_bytes = 0, to_bytes = 0;  // after the first and after the last collection
  double slope = 0, low = 0, high = 0;  // bytes a second, with the 95 % interval of the line through them
  bool certain = false;                 // five and more, in a line, without slowing down
};

// Nothing below three collections, where one left less than the one before, or where the floor grew by less than half.
std::optional<RisingTroughs> rising_troughs(const FloorPoints& troughs);

}  // namespace plimsoll
