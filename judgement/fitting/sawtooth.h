#pragma once

// Memory under a garbage collector: slow rises, abrupt falls. Pure functions; any thread.

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace plimsoll {

struct TurningPoint {
  std::size_t at = 0;
  bool peak = false;
};

// Zigzag: what turns by less than the threshold is no turn.
std::vector<TurningPoint> turning_points(std::span<const double> values, double threshold);

// Where memory stands after each collection; absent where memory is no sawtooth.
std::optional<std::vector<std::size_t>> collections(std::span<const double> t_s, std::span<const double> memory_bytes);

// How often memory fell at once by a large part of its range, sawtooth or not.
std::size_t count_falls(std::span<const double> t_s, std::span<const double> memory_bytes);

}  // namespace plimsoll
