#pragma once

// Where more load stops bringing more: two straight lines through throughput against load, both as logarithms, that
// meet at the knee (segmented regression: Muggeo, Estimating regression models with unknown break-points, 2003). For a
// target that can do so much at once and no more, the lines are the two asymptotic bounds of operational analysis
// (Denning and Buzen, 1978), and the knee is where they cross. Pure; any thread.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct LoadPoint {
  double load = 0;        // users, or arrivals a second
  double throughput = 0;  // good answers a second
};

struct Knee {
  double load = 0;
  double throughput = 0;                     // on both lines
  double slope_before = 0, slope_after = 0;  // 1: throughput grows as the load does
  double explained = 0;                      // share of what one line leaves over that two explain
  double below = 0, above = 0;               // the measured loads beside it
};

struct KneeSearch {
  std::optional<Knee> knee;
  std::string why_none;  // "only 4 loads: a knee needs 5"
};

// At least so many loads, so that two lines have something to be wrong about.
inline constexpr std::size_t kKneePoints = 5;
// The first line rises at least half as fast as the load; the second at most a quarter as fast as the first; two lines
// leave at most half of what one does.
inline constexpr double kLeastRise = 0.5;
inline constexpr double kMostLeft = 0.25;
inline constexpr double kLeastExplained = 0.5;

// In any order. A throughput that falls behind its highest counts as level with it: the knee is before.
KneeSearch find_knee(std::vector<LoadPoint> points);

}  // namespace plimsoll
