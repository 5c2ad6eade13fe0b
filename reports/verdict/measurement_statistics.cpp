#include "reports/verdict/measurement_statistics.h"

#include <boost/math/special_functions/gamma.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <map>
#include <numbers>

namespace plimsoll {
namespace {

// Coefficients from the highest power down.
double polynomial(std::initializer_list<double> coefficients, double x) {
  double sum = 0;
  for (const double coefficient : coefficients) sum = sum * x + coefficient;
  return sum;
}

// The chance of a lesser A^2 of endlessly many values, to 2e-6.
double limiting_distribution(double z) {
  if (z <= 0) return 0;
  if (z < 2)
    return std::exp(-1.2337141 / z) / std::sqrt(z) *
           polynomial({0.00168691, -0.011672, 0.0347962, -0.0649821, 0.247105, 2.00012}, z);
  return std::exp(-std::exp(polynomial({-0.0003146, 0.008056, -0.082433, 0.43424, -2.30695, 1.0776}, z)));
}

// What n values are off that, at its value x.
double finite_correction(double n, double x) {
  if (x > 0.8) return polynomial({255.7844, -1116.360, 1950.646, -1705.091, 745.2337, -130.2137}, x) / n;
  const double crossing = 0.01265 + 0.1757 / n;
  if (x < crossing) {
    const double t = x / crossing;
    return std::sqrt(t) * (1 - t) * (49 * t - 102) * (0.0037 / (n * n) + 0.00078 / n + 0.00006) / n;
  }
  const double t = (x - crossing) / (0.8 - crossing);
  return polynomial({1.91864, -8.259, 14.458, -14.6538, 6.54034, -0.00022633}, t) * (0.04213 + 0.01365 / n) / n;
}

double sign(double value) { return value > 0 ? 1 : value < 0 ? -1 : 0; }

// Of a chance that is too small for a double, that of the smallest one.
double logarithm(double chance) { return std::log(std::max(chance, std::numeric_limits<double>::min())); }

double variance_of_s(std::span<const double> series) {
  const auto term = [](double n) { return n * (n - 1) * (2 * n + 5); };
  std::map<double, std::size_t> ties;
  for (const double value : series) ++ties[value];
  double variance = term(static_cast<double>(series.size()));
  for (const auto& [value, count] : ties) variance -= term(static_cast<double>(count));
  return variance / 18;
}

}  // namespace

double middle_of(std::vector<double> values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double anderson_darling_p_value(double statistic, std::size_t count) {
  const double limit = limiting_distribution(statistic);
  return std::clamp(1 - limit - finite_correction(static_cast<double>(count), limit), 0.0, 1.0);
}

LawPlace gamma_place(double value, double shape, double least) {
  // Two starts within one tick of the clock have a gap of nothing, whose logarithm there is none of.
  value = std::max(value, std::numeric_limits<double>::min());
  if (shape == 1) return {logarithm(-std::expm1(least - value)), least - value};
  const double longer = boost::math::gamma_q(shape, shape * least);
  const double below = boost::math::gamma_p(shape, shape * value) - boost::math::gamma_p(shape, shape * least);
  const double above = boost::math::gamma_q(shape, shape * value);
  return {logarithm(below / longer), logarithm(above / longer)};
}

TestResult anderson_darling(std::vector<LawPlace> places) {
  std::sort(places.begin(), places.end(), [](const LawPlace& one, const LawPlace& other) {
    return one.log_below < other.log_below || (one.log_below == other.log_below && one.log_above > other.log_above);
  });
  const std::size_t count = places.size();
  double sum = 0;
  for (std::size_t i = 0; i < count; ++i)
    sum += static_cast<double>(2 * i + 1) * (places[i].log_below + places[count - 1 - i].log_above);
  const auto n = static_cast<double>(count);
  const double statistic = -n - sum / n;
  return {statistic, anderson_darling_p_value(statistic, count)};
}

TestResult mann_kendall(std::span<const double> series) {
  double s = 0;
  for (std::size_t i = 0; i < series.size(); ++i)
    for (std::size_t j = i + 1; j < series.size(); ++j) s += sign(series[j] - series[i]);
  const double variance = variance_of_s(series);
  if (variance <= 0) return {s, 1};
  const double z = std::max(0.0, std::abs(s) - 1) / std::sqrt(variance);
  return {s, std::erfc(z / std::numbers::sqrt2)};
}

Line theil_sen(std::span<const double> x, std::span<const double> y) {
  std::vector<double> slopes;
  for (std::size_t i = 0; i < x.size(); ++i)
    for (std::size_t j = i + 1; j < x.size(); ++j)
      if (x[j] != x[i]) slopes.push_back((y[j] - y[i]) / (x[j] - x[i]));
  Line line;
  line.slope = middle_of(std::move(slopes));
  std::vector<double> left;
  for (std::size_t i = 0; i < x.size(); ++i) left.push_back(y[i] - line.slope * x[i]);
  line.intercept = middle_of(std::move(left));
  return line;
}

}  // namespace plimsoll
