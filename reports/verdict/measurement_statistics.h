#pragma once

// The tests by which a run judges itself. Pure functions; any thread.

#include <span>
#include <vector>

namespace plimsoll {

// The median; 0 of nothing.
double middle_of(std::vector<double> values);

struct TestResult {
  double statistic = 0;
  double p_value = 1;
};

// Where a value lies in its law: logarithms of the chances of a lesser and of a greater one.
struct LawPlace {
  double log_below = 0;
  double log_above = 0;
};

// In the gamma law of this shape and of mean 1, the exponential one where the shape is 1, among the values from `least`
// on, which is at most the value.
LawPlace gamma_place(double value, double shape, double least = 0);

// Anderson-Darling's A^2 of values against laws that are fully specified; p by Marsaglia and Marsaglia, Evaluating the
// Anderson-Darling distribution, Journal of Statistical Software 9(2), 2004. At least one value.
TestResult anderson_darling(std::vector<LawPlace> places);

// The chance of a greater A^2 of so many values.
double anderson_darling_p_value(double statistic, std::size_t count);

// Mann-Kendall's S of a series in order, two-sided p by the normal approximation with the variance for ties and
// Kendall's correction of one. p is 1 where all are equal.
TestResult mann_kendall(std::span<const double> series);

// Theil and Sen: the median of the slopes of all pairs, and the line of that slope through the median of what is left.
struct Line {
  double intercept = 0;
  double slope = 0;
  double at(double x) const { return intercept + slope * x; }
};
Line theil_sen(std::span<const double> x, std::span<const double> y);

}  // namespace plimsoll
