#pragma once

// A small seeded generator (xoshiro256++ of Blackman and Vigna, seeded by splitmix64): the only source of randomness,
// so that a run can be repeated. Owned by one user or plan; not shared between threads.

#include "core/time.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace plimsoll {

class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept;

  // An independent generator, a pure function of (seed, stream): user 17 draws the same whatever the others do.
  static Random stream(std::uint64_t seed, std::uint64_t stream) noexcept;

  std::uint64_t next() noexcept;
  double uniform() noexcept;                                      // [0, 1), 53 bits
  std::uint64_t below(std::uint64_t bound) noexcept;              // [0, bound), without bias; bound > 0
  Nanos uniform(Nanos low, Nanos high) noexcept;                  // [low, high]
  Nanos exponential(Nanos mean) noexcept;                         // mean > 0
  std::size_t pick(std::span<const double> cumulative) noexcept;  // index by ascending cumulative weights, not empty

 private:
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace plimsoll
