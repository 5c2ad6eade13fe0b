#pragma once

// Where the judged part begins, and which of its floor points are judged. Pure functions; any thread.

#include "judgement/fitting/floor.h"

#include <cstddef>
#include <optional>

namespace plimsoll {

// The floor after the share of a life that leaves the plain line most certain (MSER carried to a slope); absent where
// no cut leaves enough to judge.
std::optional<FloorPoints> choose_cut(const Series& series);

struct Trimmed {
  FloorPoints points;
  std::size_t dropped = 0;
};

// Without bursts: what stands above the floor for a while was in use, not lost. Never for a sawtooth.
Trimmed trim_bursts(FloorPoints points, double quantum_bytes);

}  // namespace plimsoll
