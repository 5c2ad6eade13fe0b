#include "judgement/fitting/random_walk.h"

#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kRatios[] = {1e-6, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1, 3, 30};
constexpr std::size_t kMinPointsToAverage = 16;
constexpr double kMinTimeSquares = 1e-12;
constexpr double kBlocks = 16;
constexpr std::size_t kMinBlocksOfLife = 4;
constexpr double kNoStep = 1e-6;

using Column = std::vector<double>;

// Means of consecutive blocks inside each segment; an incomplete last one is dropped.
Column block_means(const Column& values, const std::vector<std::size_t>& segments,
                   const std::vector<std::size_t>& block_of_segment, std::vector<std::size_t>& segments_of_means) {
  Column means;
  segments_of_means.clear();
  for (std::size_t from = 0; from < values.size();) {
    const std::size_t block = block_of_segment[segments[from]];
    std::size_t to = from;
    while (to < values.size() && to < from + block && segments[to] == segments[from]) ++to;
    if (to == from + block) {
      means.push_back(mean(std::span(values).subspan(from, block)));
      segments_of_means.push_back(segments[from]);
    }
    from = to;
  }
  return means;
}

// First differences inside segments of means of two points, where there are enough.
class Differences {
 public:
  explicit Differences(const FloorPoints& points) : points_(points) {
    const std::size_t last_segment = *std::max_element(points.segment.begin(), points.segment.end());
    const std::size_t block = points.size() >= kMinPointsToAverage ? 2 : 1;
    blocks_.assign(last_segment + 1, block);
    block_means(points.age_s, points.segment, blocks_, segments_);
    rows_ = whitened_segments(segments_, 1);
  }

  Column of(const Column& column) const {
    std::vector<std::size_t> segments;
    return whiten(block_means(column, points_.segment, blocks_, segments), segments_, 1);
  }

  const std::vector<std::size_t>& rows() const { return rows_; }

 private:
  const FloorPoints& points_;
  std::vector<std::size_t> blocks_;
  std::vector<std::size_t> segments_;  // of the means
  std::vector<std::size_t> rows_;      // of the differences
};

// The Cholesky factor of a random walk's differences with white noise on the walk, inverted, a segment at a time.
class WalkWhitening {
 public:
  WalkWhitening(const std::vector<std::size_t>& segments, double ratio) : segments_(segments) {
    for (std::size_t i = 0; i < segments.size(); ++i) {
      const double below = continues(i) ? -1 / diagonal_[i - 1] : 0;
      below_.push_back(below);
      diagonal_.push_back(std::sqrt(ratio + 2 - below * below));
    }
  }

  Column apply(Column values) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = (values[i] - (continues(i) ? below_[i] * values[i - 1] : 0)) / diagonal_[i];
    }
    return values;
  }

  double twice_log_determinant() const {
    double sum = 0;
    for (const double value : diagonal_) sum += 2 * std::log(value);
    return sum;
  }

 private:
  bool continues(std::size_t i) const { return i > 0 && segments_[i] == segments_[i - 1]; }

  const std::vector<std::size_t>& segments_;
  Column below_, diagonal_;
};

struct WalkColumns {
  Column y, x;
  std::vector<Column> others;  // covariates, uneven load, shape
};

struct Likelihood {
  double log = 0;
  WalkFit fit;
};

std::optional<Likelihood> fit_ratio(const WalkColumns& columns, const std::vector<std::size_t>& rows, double ratio,
                                    double quantum_bytes) {
  const WalkWhitening whitening(rows, ratio);
  Basis basis;
  double kept = 0;
  for (const auto& column : columns.others) {
    const double left = basis.add(whitening.apply(column));
    if (left > 0) kept += 2 * std::log(left);
  }
  auto x = whitening.apply(columns.x), y = whitening.apply(columns.y);
  for (auto* column : {&x, &y}) {
    basis.partial_out(*column);
    basis.partial_out(*column);
  }
  const double xx = dot(x, x);
  if (xx <= kMinTimeSquares) return std::nullopt;
  const double slope = dot(x, y) / xx;
  for (std::size_t i = 0; i < y.size(); ++i) y[i] -= slope * x[i];
  const auto count = static_cast<double>(y.size());
  const double freedom = std::max(1.0, count - static_cast<double>(basis.rank()) - 1);
  const double variance = (dot(y, y) + count * quantum_bytes * quantum_bytes / 12) / freedom;
  Likelihood found;
  found.log = -0.5 * (freedom * std::log(variance) + whitening.twice_log_determinant() + kept + std::log(xx));
  found.fit = {slope, std::sqrt(variance / xx), ratio, 0};
  return found;
}

}  // namespace

WalkFit fit_walk(const FloorPoints& points, const Shape& shape, double quantum_bytes) {
  const Differences differences(points);
  WalkColumns columns{differences.of(memory_above_least(points)), differences.of(time_since_cut(points)), {}};
  for (const auto& covariate : points.covariates) columns.others.push_back(differences.of(covariate));
  if (!points.uneven_load.empty()) columns.others.push_back(differences.of(points.uneven_load));
  if (shape.kind != ShapeKind::none) columns.others.push_back(differences.of(evaluate(shape, points)));
  const double scale = greatest_absolute(columns.x);
  if (scale <= 0) return {};
  for (double& value : columns.x) value /= scale;

  std::optional<Likelihood> best;
  for (const double ratio : kRatios) {
    auto found = fit_ratio(columns, differences.rows(), ratio, quantum_bytes);
    if (found && (!best || found->log > best->log)) best = found;
  }
  if (!best) return {};
  WalkFit fit = best->fit;
  fit.t = fit.slope / fit.standard_error;
  fit.slope /= scale;
  fit.standard_error /= scale;
  return fit;
}

double growth_events(const Fit& fit, const ShapeFit& chosen, double quantum_bytes) {
  const auto& points = fit.design().points();
  auto rise = fit.residuals(chosen);
  const auto time = time_since_cut(points);
  for (std::size_t i = 0; i < rise.size(); ++i) rise[i] += chosen.slope * time[i];

  const auto wanted = static_cast<std::size_t>(std::ceil(static_cast<double>(points.size()) / kBlocks));
  std::vector<std::size_t> blocks(points.lives, 0);
  for (const std::size_t segment : points.segment) ++blocks[segment];
  for (auto& block : blocks) block = std::max<std::size_t>(1, std::min(wanted, block / kMinBlocksOfLife));
  std::vector<std::size_t> segments;
  const auto means = block_means(rise, points.segment, blocks, segments);
  const auto steps = whiten(means, segments, 1);
  double sum = 0, squares = 0;
  for (double step : steps) {
    if (step < kNoStep * quantum_bytes) step = 0;
    sum += step;
    squares += step * step;
  }
  return squares > 0 ? sum * sum / squares : 0;
}

}  // namespace plimsoll
