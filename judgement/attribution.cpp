#include "judgement/attribution.h"

#include "judgement/fitting/fit.h"
#include "judgement/fitting/nonnegative.h"
#include "judgement/fitting/quantiles.h"
#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr int kBisections = 50;
constexpr int kMaxDoublings = 200;
constexpr double kFirstStep = 1.0 / 8;

using Column = std::vector<double>;

// Counts of the types that were requested, and the drift last, as they are at the floor points.
std::vector<Column> raw_columns(const FloorPoints& points) {
  std::vector<Column> columns;
  for (const auto& counts : points.requests_by_type) {
    if (range(counts) > 0) columns.push_back(counts);
  }
  Column drift = points.t_s;
  const double first_s = *std::min_element(drift.begin(), drift.end());
  for (double& value : drift) value -= first_s;
  columns.push_back(std::move(drift));
  return columns;
}

// Memory, counts and drift with level and covariates partialled out.
struct CostDesign {
  Column y;
  std::vector<Column> columns;  // of length 1, or zero where nothing is left of one
  std::vector<double> lengths;  // before; 0 where nothing is left
  Column residuals;             // of y on all columns, whatever their sign
  double degrees_of_freedom = 1;
};

CostDesign design_costs(const FloorPoints& points, const std::vector<Column>& raw, double phi) {
  Basis basis(points.segment, phi);
  for (const auto& covariate : points.covariates) basis.add(whiten(covariate, points.segment, phi));
  const auto transform = [&](const Column& values) {
    auto rows = whiten(values, points.segment, phi);
    basis.partial_out(rows);
    basis.partial_out(rows);
    return rows;
  };
  CostDesign design;
  design.y = transform(memory_above_least(points));
  for (const auto& column : raw) {
    auto rows = transform(column);
    const double kept = length(rows);
    const bool nothing = kept <= kKeptShare * length(whiten(column, points.segment, phi));
    for (double& value : rows) value = nothing ? 0 : value / kept;
    design.columns.push_back(std::move(rows));
    design.lengths.push_back(nothing ? 0 : kept);
  }
  Basis all;
  for (const auto& column : design.columns) all.add(column);
  design.residuals = design.y;
  all.partial_out(design.residuals);
  all.partial_out(design.residuals);
  const auto used = static_cast<double>(basis.rank() + all.rank());
  design.degrees_of_freedom = std::max(1.0, static_cast<double>(design.y.size()) - used);
  return design;
}

// How much worse than the best fit a cost may make the fit and still be possible.
double room(const CostDesign& design, double quantum_bytes) {
  const auto count = static_cast<double>(design.y.size());
  const double squares = dot(design.residuals, design.residuals) + count * quantum_bytes * quantum_bytes / 12;
  const double t = student_quantile(0.975, design.degrees_of_freedom);
  return t * t * squares / design.degrees_of_freedom;
}

// The costs of one type for which the others and the drift leave a good enough fit.
class Profile {
 public:
  Profile(const NonNegative& problem, const NonNegativeFit& best, double room)
      : problem_(problem), best_(best), room_(room) {}

  struct Interval {
    double low = 0, high = 0;
  };

  Interval of(std::size_t type) {
    previous_ = best_.coefficients;
    const double inside = best_.coefficients[type];
    Interval found{inside, inside};
    found.low = possible(type, 0) ? 0 : bisect(type, inside, 0);
    double step = kFirstStep * std::max(inside, std::sqrt(room_));
    double reached = inside;
    for (int doubling = 0; doubling < kMaxDoublings && possible(type, reached + step); ++doubling) {
      reached += step;
      step *= 2;
    }
    found.high = bisect(type, reached, reached + step);
    return found;
  }

 private:
  bool possible(std::size_t type, double cost) {
    std::vector<bool> free(best_.coefficients.size(), true);
    free[type] = false;
    previous_[type] = cost;
    auto fit = problem_.fit(free, previous_);
    previous_ = std::move(fit.coefficients);
    return fit.squares <= best_.squares + room_;
  }

  double bisect(std::size_t type, double inside, double outside) {
    for (int i = 0; i < kBisections; ++i) {
      const double middle = (inside + outside) / 2;
      (possible(type, middle) ? inside : outside) = middle;
    }
    return inside;
  }

  const NonNegative& problem_;
  const NonNegativeFit& best_;
  double room_;
  std::vector<double> previous_;  // costs of the last fit: the next one is near
};

// What all types and the drift together explain of memory's growth.
double growth(const NonNegativeFit& fit, const CostDesign& design, const std::vector<Column>& raw) {
  double bytes = 0;
  for (std::size_t j = 0; j < raw.size(); ++j) {
    if (design.lengths[j] > 0) bytes += fit.coefficients[j] / design.lengths[j] * range(raw[j]);
  }
  return bytes;
}

// One entry for each column of `raw` but the drift; absent costs where a type cannot be separated.
std::vector<RequestAttribution> cost_columns(const CostDesign& design, const std::vector<Column>& raw,
                                             double quantum_bytes) {
  const NonNegative problem(design.columns, design.y);
  const std::size_t types = raw.size() - 1;
  const std::vector<double> nothing(raw.size(), 0);
  std::vector<bool> free(raw.size(), true);
  const auto best = problem.fit(free, nothing);
  free.back() = false;  // the drift at zero: the types alone
  const auto alone = problem.fit(free, nothing);
  const double grown = growth(best, design, raw);
  Profile profile(problem, best, room(design, quantum_bytes));
  std::vector<RequestAttribution> costs(types);
  for (std::size_t type = 0; type < types; ++type) {
    const double scale = design.lengths[type];
    if (scale <= 0) continue;
    const auto interval = profile.of(type);
    const double cost = alone.coefficients[type] / scale;
    const double low = std::min(interval.low / scale, cost), high = std::max(interval.high / scale, cost);
    if (low <= 0 && high >= grown / range(raw[type])) continue;
    costs[type].bytes_per_request = cost;
    costs[type].ci_low = low;
    costs[type].ci_high = high;
  }
  return costs;
}

}  // namespace

std::vector<TypeCost> attribute(const FloorPoints& points, const std::vector<std::string>& names,
                                double quantum_bytes) {
  std::vector<TypeCost> found;
  for (std::size_t type = 0; type < names.size(); ++type) {
    found.push_back({{names[type], {}, {}, {}}, range(points.requests_by_type[type]) > 0});
  }
  const auto raw = raw_columns(points);
  if (raw.size() < 2) return found;
  const auto first = design_costs(points, raw, 0);
  const double phi = autocorrelation(first.residuals, points.segment, quantum_bytes).phi;
  auto costs = cost_columns(design_costs(points, raw, phi), raw, quantum_bytes);
  auto next = costs.begin();
  for (auto& type : found) {
    if (!type.was_requested) continue;
    const std::string name = type.cost.name;
    type.cost = *next++;
    type.cost.name = name;
  }
  return found;
}

}  // namespace plimsoll
