#include "judgement/fitting/cut.h"

#include "judgement/fitting/fit.h"
#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kCuts[] = {0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5};
constexpr double kCutGain = 0.8;
constexpr std::size_t kMinPoints = 12;
constexpr std::size_t kMinTroughs = 8;
constexpr int kBurstRounds = 3;
constexpr double kBurstDeviations = 4 * 1.4826;
constexpr double kMaxBurstShare = 0.35;

// The places that are no burst, by the residuals of the best shape.
std::vector<std::size_t> places_without_bursts(const FloorPoints& points, double quantum_bytes) {
  const Fit fit(Design(points, 0), harmless_shapes(points), quantum_bytes);
  std::vector<std::size_t> kept;
  auto residuals = fit.residuals(fit.best());
  const double middle = median(residuals);
  auto deviations = residuals;
  for (double& value : deviations) value = std::abs(value - middle);
  const double limit = std::max(kBurstDeviations * median(deviations), kPageBytes);
  for (std::size_t i = 0; i < residuals.size(); ++i) {
    if (residuals[i] - middle <= limit) kept.push_back(i);
  }
  return kept;
}

}  // namespace

std::optional<FloorPoints> choose_cut(const Series& series) {
  std::optional<FloorPoints> best;
  double least_error = 0;
  for (const double cut : kCuts) {
    auto points = floor_points(series, cut);
    if (points.size() < (points.sawtooth ? kMinTroughs : kMinPoints)) continue;
    const Fit plain(Design(points, 0), {Shape{}}, series.quantum_bytes);
    if (!plain.usable()) continue;
    const double error = plain.standard_error(plain.none());
    if (best && error >= kCutGain * least_error) continue;
    best = std::move(points);
    least_error = error;
  }
  return best;
}

Trimmed trim_bursts(FloorPoints points, double quantum_bytes) {
  Trimmed trimmed{std::move(points), 0};
  if (trimmed.points.sawtooth) return trimmed;
  const auto all = static_cast<double>(trimmed.points.size());
  for (int round = 0; round < kBurstRounds; ++round) {
    const auto kept = places_without_bursts(trimmed.points, quantum_bytes);
    const std::size_t gone = trimmed.points.size() - kept.size();
    if (gone == 0 || kept.size() < kMinPoints) break;
    if (static_cast<double>(trimmed.dropped + gone) > kMaxBurstShare * all) break;
    trimmed.points = select(trimmed.points, kept);
    trimmed.dropped += gone;
  }
  return trimmed;
}

}  // namespace plimsoll
