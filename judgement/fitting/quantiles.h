#pragma once

// Quantiles of the normal and of Student's distribution. Pure functions; any thread.

namespace plimsoll {

double normal_quantile(double probability);

// The expansion of Abramowitz & Stegun 26.7.5 about the normal quantile, so that answers agree everywhere; below four
// degrees of freedom it is too small.
double student_quantile(double probability, double degrees_of_freedom);

}  // namespace plimsoll
