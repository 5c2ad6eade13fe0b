#pragma once

// The floor of a series: finds its points. Pure functions; any thread.

#include "judgement/fitting/floor_points.h"
#include "judgement/fitting/series.h"

#include <cstddef>
#include <vector>

namespace plimsoll {

FloorPoints floor_points(const Series& series, double cut_share);

// The points at these places; covariates stay as they are.
FloorPoints select(const FloorPoints& points, const std::vector<std::size_t>& places);

}  // namespace plimsoll
