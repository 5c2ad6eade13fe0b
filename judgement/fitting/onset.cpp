#include "judgement/fitting/onset.h"

#include "judgement/fitting/fit.h"

namespace plimsoll {
namespace {

constexpr double kFrom = 0.04;
constexpr double kTo = 0.9;
constexpr double kHingeNeeded = 9;
constexpr double kStillShare = 0.3;

}  // namespace

double onset(const Series& series) {
  const double first_s = series.samples.t_s.front();
  const auto points = floor_points(series, 0);
  if (points.size() == 0 || points.several_lives()) return first_s;
  const Fit fit(Design(points, 0), hinges(points, kFrom, kTo), series.quantum_bytes);
  if (!fit.usable() || fit.likelihood_ratio(fit.none()) <= kHingeNeeded) return first_s;
  const ShapeFit& best = fit.best();
  const double hinge_s = best.shape.parameter * points.longest_s;
  const double slope_before = best.slope + best.amplitude / hinge_s;
  const bool began_late = best.slope > 0 && slope_before < kStillShare * best.slope;
  return began_late ? first_s + hinge_s : first_s;
}

}  // namespace plimsoll
