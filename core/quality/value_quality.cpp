#include "core/quality/value_quality.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace plimsoll {
namespace {

std::optional<double> mean_of(const SteadySum& sum, std::uint64_t rows) {
  return rows == 0 ? std::nullopt : std::optional(sum.value() / static_cast<double>(rows));
}

}  // namespace

void ValueQuality::add(double label, double predicted, double quantile) {
  const double off = label - predicted;
  ++rows;
  squared.add(off * off);
  absolute.add(std::fabs(off));
  relative.add(std::fabs(off) / std::max(std::fabs(label), std::numeric_limits<double>::epsilon()));
  pinball.add(off >= 0 ? quantile * off : (quantile - 1) * off);
}

void ValueQuality::merge(const ValueQuality& other) {
  rows += other.rows;
  squared.merge(other.squared);
  absolute.merge(other.absolute);
  relative.merge(other.relative);
  pinball.merge(other.pinball);
}

std::optional<double> ValueQuality::rmse() const {
  const auto mean = mean_of(squared, rows);
  return mean ? std::optional(std::sqrt(*mean)) : std::nullopt;
}
std::optional<double> ValueQuality::mae() const { return mean_of(absolute, rows); }
std::optional<double> ValueQuality::mape() const { return mean_of(relative, rows); }
std::optional<double> ValueQuality::pinball_loss() const { return mean_of(pinball, rows); }

}  // namespace plimsoll
