#include "judgement/fitting/fit.h"

#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kShapeNeeded = 9;
constexpr double kMinDeterminant = 1e-4;
constexpr double kMinShapeSquares = 1e-6;
constexpr std::size_t kNeweyWestLags = 8;

double degrees(const Design& design, std::size_t columns) {
  const auto used = static_cast<double>(design.rank() + columns);
  return std::max(1.0, static_cast<double>(design.rows()) - used);
}

// How far products of neighbouring residuals add up, over and above their squares.
double long_run_squares(const std::vector<double>& z) {
  double sum = dot(z, z);
  for (std::size_t lag = 1; lag <= kNeweyWestLags && lag < z.size(); ++lag) {
    const double weight = 1 - static_cast<double>(lag) / static_cast<double>(kNeweyWestLags + 1);
    sum += 2 * weight * dot(std::span(z).subspan(lag), std::span(z).first(z.size() - lag));
  }
  return std::max(0.0, sum);
}

}  // namespace

Fit::Fit(Design design, const std::vector<Shape>& shapes, double quantum_bytes)
    : design_(std::move(design)),
      least_squares_(static_cast<double>(design_.rows()) * quantum_bytes * quantum_bytes / 12),
      xx_(dot(design_.x(), design_.x())),
      xy_(dot(design_.x(), design_.y())),
      yy_(dot(design_.y(), design_.y())) {
  shapes_.reserve(shapes.size());
  for (const auto& shape : shapes) shapes_.push_back(fit_shape(shape));
  for (std::size_t i = 1; i < shapes_.size(); ++i) {
    if (shapes_[i].squares < shapes_[best_].squares) best_ = i;
  }
}

ShapeFit Fit::fit_shape(const Shape& shape) const {
  ShapeFit fit;
  fit.shape = shape;
  fit.squares = std::numeric_limits<double>::infinity();
  if (design_.time_is_explained() || !(xx_ > 0)) return fit;
  if (shape.kind == ShapeKind::none) {
    fit.usable = true;
    fit.slope = xy_ / xx_;
    fit.squares = std::max(0.0, yy_ - fit.slope * xy_) + least_squares_;
    fit.degrees_of_freedom = degrees(design_, 1);
    return fit;
  }
  const auto g = design_.transform(evaluate(shape, design_.points()));
  const double gg = dot(g, g), xg = dot(design_.x(), g), gy = dot(g, design_.y());
  const double determinant = xx_ * gg - xg * xg;
  if (gg <= kMinShapeSquares || determinant <= kMinDeterminant * xx_ * gg) return fit;
  fit.usable = true;
  fit.slope = (gg * xy_ - xg * gy) / determinant;
  fit.amplitude = (xx_ * gy - xg * xy_) / determinant;
  fit.squares = std::max(0.0, yy_ - fit.slope * xy_ - fit.amplitude * gy) + least_squares_;
  fit.degrees_of_freedom = degrees(design_, 2);
  return fit;
}

double Fit::likelihood_ratio(const ShapeFit& fit) const {
  return static_cast<double>(design_.rows()) * std::log(fit.squares / best().squares);
}

std::vector<double> Fit::residuals(const ShapeFit& fit) const {
  auto left = design_.y();
  for (std::size_t i = 0; i < left.size(); ++i) left[i] -= fit.slope * design_.x()[i];
  if (fit.shape.kind == ShapeKind::none) return left;
  const auto g = design_.transform(evaluate(fit.shape, design_.points()));
  for (std::size_t i = 0; i < left.size(); ++i) left[i] -= fit.amplitude * g[i];
  return left;
}

double Fit::standard_error(const ShapeFit& fit) const {
  auto left = design_.y();
  auto direction = design_.x();  // the part of time that no other column explains
  std::vector<double> g;
  if (fit.shape.kind != ShapeKind::none) {
    g = design_.transform(evaluate(fit.shape, design_.points()));
    const double share = dot(direction, g) / dot(g, g);
    for (std::size_t i = 0; i < g.size(); ++i) direction[i] -= share * g[i];
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    left[i] -= fit.slope * design_.x()[i] + (g.empty() ? 0 : fit.amplitude * g[i]);
  }
  const double squares = dot(direction, direction);
  const double independent = std::sqrt(fit.squares / fit.degrees_of_freedom / squares);
  for (std::size_t i = 0; i < left.size(); ++i) left[i] *= direction[i];
  const auto rows = static_cast<double>(design_.rows());
  return std::max(independent, std::sqrt(long_run_squares(left) * rows / fit.degrees_of_freedom) / squares);
}

std::size_t Fit::place_of_chosen() const {
  if (likelihood_ratio(none()) <= kShapeNeeded) return 0;
  if (!is_slow(best().shape)) return best_;
  std::size_t chosen = best_;
  double nearest = kSlowShapeNeeded;
  for (std::size_t i = 0; i < shapes_.size(); ++i) {
    const double ratio = likelihood_ratio(shapes_[i]);
    if (!shapes_[i].usable || is_slow(shapes_[i].shape) || ratio > nearest) continue;
    nearest = ratio;
    chosen = i;
  }
  return chosen;
}

Autocorrelation autocorrelation(const std::vector<double>& residuals, const std::vector<std::size_t>& segment,
                                double quantum_bytes) {
  const auto count = static_cast<double>(residuals.size());
  double products = 0;
  for (std::size_t i = 1; i < residuals.size(); ++i) {
    if (segment[i] == segment[i - 1]) products += residuals[i] * residuals[i - 1];
  }
  Autocorrelation found;
  found.raw = products / (dot(residuals, residuals) + count * quantum_bytes * quantum_bytes / 12);
  found.phi = corrected_phi(found.raw, residuals.size());
  return found;
}

double corrected_phi(double raw, std::size_t floor_points) {
  const auto count = static_cast<double>(floor_points);
  const double phi = std::clamp((raw + 4 / count) / std::max(0.3, 1 - 9 / count), 0.0, 1.0);
  return phi > 1 - 1 / std::sqrt(count) ? 1 : phi;
}

}  // namespace plimsoll
