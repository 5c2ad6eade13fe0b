#pragma once

// Is the rise more than memory wanders by itself? The line beside a random walk with noise on it (local level model),
// and how many steps the rise came in. Pure functions; any thread.

#include "judgement/fitting/fit.h"

namespace plimsoll {

struct WalkFit {
  double slope = 0;  // bytes a second
  double standard_error = 0;
  double ratio = 0;  // variance of the walk to that of the noise, of greatest likelihood
  double t = 0;      // 0 where nothing could be fitted
};

WalkFit fit_walk(const FloorPoints& points, const Shape& shape, double quantum_bytes);

// Steady growth gives about the number of blocks, one step gives 1. The fit is one without autocorrelation.
double growth_events(const Fit& fit, const ShapeFit& chosen, double quantum_bytes);

}  // namespace plimsoll
