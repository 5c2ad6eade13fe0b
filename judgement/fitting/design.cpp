#include "judgement/fitting/design.h"

#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kVanishedLength = 1e-9;

void subtract_projection(std::vector<double>& column, const std::vector<double>& unit) {
  const double share = dot(column, unit);
  for (std::size_t i = 0; i < column.size(); ++i) column[i] -= share * unit[i];
}

}  // namespace

std::vector<double> whiten(std::span<const double> values, std::span<const std::size_t> segment, double phi) {
  std::vector<double> rows;
  rows.reserve(values.size());
  const double first = std::sqrt(1 - phi * phi);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0 && segment[i] == segment[i - 1]) {
      rows.push_back(values[i] - phi * values[i - 1]);
    } else if (phi < 1) {
      rows.push_back(values[i] * first);
    }
  }
  return rows;
}

std::vector<std::size_t> whitened_segments(std::span<const std::size_t> segment, double phi) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (phi < 1 || (i > 0 && segment[i] == segment[i - 1])) rows.push_back(segment[i]);
  }
  return rows;
}

Basis::Basis(std::span<const std::size_t> segment, double phi) : segment_(whitened_segments(segment, phi)) {
  level_ = whiten(std::vector<double>(segment.size(), 1), segment, phi);
  for (std::size_t from = 0; from < level_.size();) {
    std::size_t to = from;
    while (to < level_.size() && segment_[to] == segment_[from]) ++to;
    const double norm = length(std::span(level_).subspan(from, to - from));
    for (std::size_t i = from; i < to; ++i) level_[i] = norm > kVanishedLength ? level_[i] / norm : 0;
    if (norm > kVanishedLength) ++levels_;
    from = to;
  }
}

double Basis::add(std::vector<double> column) {
  const double whole = length(column);
  if (whole <= kVanishedLength) return 0;
  partial_out(column);
  partial_out(column);
  const double kept = length(column);
  if (kept <= kKeptShare * whole) return 0;
  for (double& value : column) value /= kept;
  columns_.push_back(std::move(column));
  return kept;
}

void Basis::partial_out(std::vector<double>& column) const {
  for (std::size_t from = 0; from < level_.size();) {
    double share = 0;
    std::size_t to = from;
    for (; to < level_.size() && segment_[to] == segment_[from]; ++to) share += column[to] * level_[to];
    for (std::size_t i = from; i < to; ++i) column[i] -= share * level_[i];
    from = to;
  }
  for (const auto& unit : columns_) subtract_projection(column, unit);
}

Design::Design(const FloorPoints& points, double phi) : points_(&points), phi_(phi), basis_(points.segment, phi) {
  for (const auto& covariate : points.covariates) basis_.add(whiten(covariate, points.segment, phi));
  if (!points.uneven_load.empty()) basis_.add(whiten(points.uneven_load, points.segment, phi));
  const auto time = time_since_cut(points);
  y_ = transform(memory_above_least(points));
  x_ = transform(time);
  time_is_explained_ = length(x_) <= kKeptShare * length(whiten(time, points.segment, phi));
}

std::vector<double> Design::transform(std::span<const double> column) const {
  auto rows = whiten(column, points_->segment, phi_);
  basis_.partial_out(rows);
  basis_.partial_out(rows);
  return rows;
}

std::vector<double> memory_above_least(const FloorPoints& points) {
  auto memory = points.memory_bytes;
  const double least = memory.empty() ? 0 : *std::min_element(memory.begin(), memory.end());
  for (double& value : memory) value -= least;
  return memory;
}

std::vector<double> time_since_cut(const FloorPoints& points) {
  auto time = points.age_s;
  for (double& value : time) value -= points.cut_s;
  return time;
}

}  // namespace plimsoll
