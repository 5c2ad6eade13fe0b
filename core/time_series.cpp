#include "core/time_series.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

SeriesPoint joined(const SeriesPoint& a, const SeriesPoint& b) {
  const auto count = a.count + b.count;
  const double sum = a.mean * static_cast<double>(a.count) + b.mean * static_cast<double>(b.count);
  return {a.t_s, std::min(a.min, b.min), sum / static_cast<double>(count), std::max(a.max, b.max), count};
}

}  // namespace

TimeSeries::TimeSeries(std::string name, std::string unit, std::size_t capacity)
    : name_(std::move(name)), unit_(std::move(unit)), capacity_(std::max<std::size_t>(capacity & ~std::size_t{1}, 2)) {}

TimeSeries::TimeSeries(std::string name, std::string unit, std::vector<SeriesPoint> points)
    : TimeSeries(std::move(name), std::move(unit)) {
  points_ = std::move(points);
}

void TimeSeries::add(double t_s, double value) {
  if (std::isnan(value)) return;
  const SeriesPoint point{t_s, value, value, value, 1};
  if (!points_.empty() && points_.back().count < values_per_point_) {
    points_.back() = joined(points_.back(), point);
    return;
  }
  if (points_.size() == capacity_) halve();
  points_.push_back(point);
}

void TimeSeries::halve() {
  for (std::size_t i = 0; i < points_.size() / 2; ++i) points_[i] = joined(points_[2 * i], points_[2 * i + 1]);
  points_.resize(points_.size() / 2);
  values_per_point_ *= 2;
}

}  // namespace plimsoll
