#pragma once

// What the floor did, apart from any model of it: between which levels it moved, in how many steps, and whether it goes
// on. Pure functions; any thread.

#include "judgement/fitting/floor_points.h"
#include "judgement/fitting/series.h"

#include <cstddef>

namespace plimsoll {

struct Movement {
  double from_bytes = 0;  // the least of the first fifth of the trace
  double to_bytes = 0;    // at the end: mean of the last sixteenth of the floor points
  double within_bytes =
      0;  // greatest less least of the later half; of a trace below kFillingSeconds of all but its first tenth
  double last_third_bytes = 0;  // likewise, of the last third
  std::size_t steps = 0;        // rises within one floor point, or neighbouring ones, of at least a tenth of all growth
  // Grew by half and more, at least 15 % of that in the later half, and it goes on: nearly all of it in more steps than
  // one, or without a pause until the end.
  bool surged = false;

  double grown_bytes() const { return to_bytes - from_bytes; }
};

// In its first five minutes a healthy service fills caches, pools and arenas.
inline constexpr double kFillingSeconds = 300;

// `judged` without the beginning that was left out.
Movement measure_movement(const Series& series, const FloorPoints& judged);

}  // namespace plimsoll
