#pragma once

// Small figures of a list of numbers. Pure functions; any thread. An empty list gives 0.

#include <span>
#include <vector>

namespace plimsoll {

double mean(std::span<const double> values);

// Linear between neighbours of the sorted list: share 0 is the least, 1 the greatest.
double quantile(std::vector<double> values, double share);

double lower_quartile(std::vector<double> values);

double median(std::vector<double> values);

// Divides by the count.
double standard_deviation(std::span<const double> values);

double range(std::span<const double> values);

double greatest_absolute(std::span<const double> values);

bool varies(std::span<const double> values);

double dot(std::span<const double> a, std::span<const double> b);

double length(std::span<const double> values);

// Least squares of y on x: the slope, and what the line leaves over. A single x gives slope 0.
double line_slope(std::span<const double> x, std::span<const double> y);
std::vector<double> line_residuals(std::span<const double> x, std::span<const double> y);

}  // namespace plimsoll
