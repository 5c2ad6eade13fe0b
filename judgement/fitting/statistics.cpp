#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <utility>

namespace plimsoll {

double mean(std::span<const double> values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

double quantile(std::vector<double> values, double share) {
  if (values.empty()) return 0;
  const double place = share * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(below);
  std::nth_element(values.begin(), at, values.end());
  const double low = *at;
  if (at + 1 == values.end()) return low;
  return low + (place - static_cast<double>(below)) * (*std::min_element(at + 1, values.end()) - low);
}

double lower_quartile(std::vector<double> values) { return quantile(std::move(values), 0.25); }

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

double standard_deviation(std::span<const double> values) {
  if (values.empty()) return 0;
  const double middle = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - middle) * (value - middle);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

double range(std::span<const double> values) {
  if (values.empty()) return 0;
  const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
  return *greatest - *least;
}

double greatest_absolute(std::span<const double> values) {
  double greatest = 0;
  for (const double value : values) greatest = std::max(greatest, std::abs(value));
  return greatest;
}

bool varies(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [&](double value) { return value != values.front(); });
}

double dot(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double length(std::span<const double> values) { return std::sqrt(dot(values, values)); }

double line_slope(std::span<const double> x, std::span<const double> y) {
  const double x_mean = mean(x), y_mean = mean(y);
  double xx = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - x_mean) * (x[i] - x_mean);
    xy += (x[i] - x_mean) * (y[i] - y_mean);
  }
  return xx > 0 ? xy / xx : 0;
}

std::vector<double> line_residuals(std::span<const double> x, std::span<const double> y) {
  const double slope = line_slope(x, y), x_mean = mean(x), y_mean = mean(y);
  std::vector<double> left(y.size());
  for (std::size_t i = 0; i < y.size(); ++i) left[i] = y[i] - y_mean - slope * (x[i] - x_mean);
  return left;
}

}  // namespace plimsoll
