#include "judgement/assessment.h"

#include "judgement/fitting/quantiles.h"
#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr double kMebibyte = 1024 * 1024;
constexpr double kSignificance = 0.999;
constexpr double kWorthShare = 0.005;
constexpr double kWorthBytes = kMebibyte / 2;
constexpr double kHarmlessShare = 0.0125;
constexpr double kHarmlessBytes = kMebibyte;
constexpr double kMinEvents = 5;
constexpr double kSamplesOfRise = 1.5;
constexpr std::size_t kTeethToKnowFloor = 8;
constexpr double kPlainT = 3;
constexpr double kSuspectedPlainT = 6;
constexpr double kMargin = 1.25;
constexpr double kMarginOfLives = 2;
constexpr double kPlainShare = 0.2;
constexpr double kWalkT = 4;
constexpr double kWalkTNearUnitRoot = 5;
constexpr double kFellShare = 0.2;
constexpr double kHorizonLives = 3;
constexpr double kReleasedShare = 0.8;
constexpr double kFilledShare = 0.1;
constexpr double kTripled = 2;
constexpr double kSettledShare = 0.05;
constexpr double kSettlingSeconds = 600;
constexpr double kMatteringShare = 0.1;

// What every shape that the data do not rule out leaves of the line.
void survey_shapes(const Fit& fit, bool several_lives, bool long_trace, Assessment& found) {
  const double margin = several_lives ? kMarginOfLives : kMargin;
  found.persists = found.tends = true;
  for (const auto& shape : fit.shapes()) {
    if (!fit.possible(shape)) continue;
    ++found.possible_shapes;
    const double error = fit.standard_error(shape);
    const bool rises = shape.slope >= margin * error;
    if (long_trace && is_slow(shape.shape) && fit.likelihood_ratio(shape) > kSlowShapeNeeded) continue;
    if (!rises || shape.slope < kPlainShare * fit.none().slope) found.persists = false;
    if (!rises && !is_slow(shape.shape)) found.tends = false;
    if (!fit.near(shape)) continue;
    found.low = std::min(found.low, shape.slope - error);
    found.high = std::max(found.high, shape.slope + error);
  }
}

bool never_replaced(const Series& series) {
  const auto& samples = series.samples;
  if (series.lives == Lives::side_by_side) return true;
  const bool one_life = samples.life.front() == samples.life.back();
  return one_life || std::all_of(samples.processes.begin(), samples.processes.end(), [](double p) { return p <= 1; });
}

void measure_line(const Fit& fit, const FloorPoints& points, double quantum_bytes, Assessment& found) {
  found.chosen = fit.chosen();
  found.slope = found.chosen.slope;
  found.standard_error = fit.standard_error(found.chosen);
  found.t = found.slope / found.standard_error;
  found.plain_t = fit.none().slope / fit.standard_error(fit.none());
  found.walk = fit_walk(points, found.chosen.shape, quantum_bytes);
  const double error = std::max(found.standard_error, found.walk.standard_error);
  const double half = student_quantile(0.975, found.chosen.degrees_of_freedom) * error;
  found.low = found.slope - half;
  found.high = found.slope + half;
}

// A step that is done adds nothing more.
double late_rise(const FloorPoints& points, const Assessment& found) {
  if (points.several_lives()) return 0;
  const double quarter_s = found.duration_s / 4;
  if (found.chosen.shape.kind == ShapeKind::step) return found.slope * quarter_s;
  const auto shape = evaluate(found.chosen.shape, points);
  std::size_t from = 0;
  while (from + 1 < points.size() && points.t_s[from] < points.t_s.back() - quarter_s) ++from;
  return found.slope * (points.t_s.back() - points.t_s[from]) + found.chosen.amplitude * (shape.back() - shape[from]);
}

// The longer a trace and the more it grew, the less may excuse it.
double excused_bytes(double start_bytes, double duration_s, double filled_bytes) {
  if (duration_s < kFillingSeconds)
    return std::min(std::max(filled_bytes, kFilledShare * start_bytes), kTripled * start_bytes);
  return kSettledShare * kSettlingSeconds / duration_s * start_bytes;
}

void measure_amounts(const Series& series, const FloorPoints& points, double filled_bytes, Assessment& found) {
  const double level = median(points.memory_bytes);
  found.moved = measure_movement(series, points);
  found.several_lives = points.several_lives();
  found.duration_s = series.samples.duration_s();
  found.filled_bytes = filled_bytes;
  found.judged_s = points.longest_s - points.cut_s;
  found.horizon_s =
      points.several_lives() ? std::min(found.duration_s, kHorizonLives * points.longest_s) : found.duration_s;
  found.bound_bytes = harmless_bytes(level);
  found.start_bytes = points.memory_bytes.front();
  found.excused_bytes = excused_bytes(found.start_bytes, found.duration_s, filled_bytes);
  found.late_bytes = late_rise(points, found);
  const double uncertain = student_quantile(0.95, found.chosen.degrees_of_freedom) * found.standard_error;
  found.upper_growth_bytes = (found.slope + uncertain) * found.horizon_s;
  found.hidden_bytes = uncertain * found.duration_s;
  found.worth = found.slope * found.judged_s >= least_worth_bytes(level);
  found.harmless = found.upper_growth_bytes < found.bound_bytes;
  if (series.idle_floor_bytes && found.slope > 0) {
    found.given_back = (found.moved.to_bytes - *series.idle_floor_bytes) / (found.slope * found.judged_s);
    found.gave_back = found.given_back >= kReleasedShare;
  }
}

// Within the horizon it adds a tenth of memory, or takes the room that is left below the limit.
bool matters(const Assessment& found, const Stakes& stakes) {
  double room = kMatteringShare * found.moved.to_bytes;
  if (stakes.limit_bytes) room = std::min(room, *stakes.limit_bytes - found.moved.to_bytes);
  return found.slope * stakes.horizon_s >= room;
}

// Leaks come in portions too, as a table that doubles: a step that adds no more than the line beside it may be one of
// them.
void allow_for_portions(const Fit& fit, Assessment& found) {
  const bool is_step = found.chosen.shape.kind == ShapeKind::step;
  if (!is_step || found.chosen.amplitude <= 0 || found.chosen.amplitude > found.slope * found.judged_s) return;
  found.high = std::max(found.high, fit.none().slope + fit.standard_error(fit.none()));
}

void weigh(const Series& series, const FloorPoints& points, const Stakes& stakes, Assessment& found) {
  found.significant = found.t >= student_quantile(kSignificance, found.chosen.degrees_of_freedom);
  found.in_many_steps = found.events >= kMinEvents;
  found.floor_known = !points.sawtooth || points.teeth >= kTeethToKnowFloor;
  found.line_agrees = found.plain_t >= kPlainT;
  found.clearly_rises = found.plain_t >= kSuspectedPlainT;
  found.not_a_walk = found.walk.t >= (found.phi == 1 ? kWalkTNearUnitRoot : kWalkT);
  const double grown = found.slope * found.judged_s;
  // The floor after a collection is read up to a sample late. Where collections and samples drift against each other,
  // so does that floor, by as much.
  found.beyond_sampling = grown >= kSamplesOfRise * points.between_samples_bytes;
  found.fell_at_once = found.chosen.shape.kind == ShapeKind::step && grown > 0 &&
                       -found.chosen.amplitude >= kFellShare * grown && points.covariates.empty() &&
                       points.uneven_load.empty();
  found.one_process = never_replaced(series);
  found.long_enough = found.grown_bytes() >= found.excused_bytes;
  found.settled = found.late_bytes < found.bound_bytes * std::min(1.0, found.duration_s / kSettlingSeconds);
  found.within_bounds = found.floor_known && found.moved.within_bytes < found.bound_bytes;
  const bool even_load = points.covariates.empty() && points.uneven_load.empty();
  found.rests = found.floor_known && even_load && !found.several_lives && found.duration_s >= kFillingSeconds &&
                found.moved.last_third_bytes < found.bound_bytes / 2;
  found.goes_on = found.low > 0 && found.long_enough && found.grown_bytes() >= found.bound_bytes;
  found.matters = matters(found, stakes);
  found.grew_more = found.moved.grown_bytes() >= found.bound_bytes;
}

// There is growth, and it is more than nothing.
bool is_known(const Assessment& found) {
  return found.significant && found.worth && found.beyond_sampling && found.floor_known && !found.fell_at_once;
}

// The verdict before the idle end has its say.
Verdict by_the_line(const Assessment& found) {
  if (found.several_lives && found.within_bounds) return Verdict::clean;
  const bool grew = is_known(found) && found.in_many_steps;
  const bool straight = is_straight(found);
  if (straight && found.long_enough) return found.one_process ? Verdict::leaking : Verdict::suspected;
  const Verdict doubt = found.matters ? Verdict::suspected : Verdict::inconclusive;
  if (straight && (found.clearly_rises || !found.within_bounds)) return doubt;
  if (found.harmless && found.settled) return Verdict::clean;
  if (grew && found.tends && found.clearly_rises) return Verdict::suspected;
  if (found.moved.surged) return Verdict::suspected;
  if ((found.within_bounds || found.rests) && !found.goes_on) return Verdict::clean;
  const bool certain = is_known(found) && found.not_a_walk && found.grew_more && found.duration_s >= kFillingSeconds;
  return certain ? doubt : Verdict::inconclusive;
}

}  // namespace

bool is_straight(const Assessment& found) {
  return is_known(found) && found.in_many_steps && found.line_agrees && found.persists && found.not_a_walk;
}

double harmless_bytes(double level_bytes) { return std::max(kHarmlessShare * level_bytes, kHarmlessBytes); }

double seconds_to_be_sure(const Assessment& found) {
  const double filled_s = excused_bytes(found.start_bytes, 0, found.filled_bytes) / found.slope;
  if (filled_s < kFillingSeconds) return filled_s;
  return std::max(kFillingSeconds, std::sqrt(kSettledShare * kSettlingSeconds * found.start_bytes / found.slope));
}

double least_worth_bytes(double level_bytes) { return std::max(kWorthShare * level_bytes, kWorthBytes); }

std::optional<Assessment> assess(const Series& series, const Trimmed& floor, const Stakes& stakes) {
  const FloorPoints& points = floor.points;
  const auto shapes = harmless_shapes(points);
  const Fit first(Design(points, 0), shapes, series.quantum_bytes);
  if (!first.usable()) return std::nullopt;
  const auto correlation = autocorrelation(first.residuals(first.best()), points.segment, series.quantum_bytes);
  const Fit fit(Design(points, correlation.phi), shapes, series.quantum_bytes);
  if (!fit.usable()) return std::nullopt;

  Assessment found;
  found.phi = correlation.phi;
  found.raw = correlation.raw;
  found.floor_size = points.size();
  found.trimmed = floor.dropped;
  measure_line(fit, points, series.quantum_bytes, found);
  survey_shapes(fit, points.several_lives(), series.samples.duration_s() >= kFillingSeconds, found);
  const ShapeFit& unwhitened = first.shapes()[fit.place_of_chosen()];
  found.events = growth_events(first, unwhitened.usable ? unwhitened : first.none(), series.quantum_bytes);
  measure_amounts(series, points, stakes.filled_bytes, found);
  weigh(series, points, stakes, found);
  if (is_straight(found)) allow_for_portions(fit, found);
  // Readings near the end of what a double can hold leave nothing to say.
  if (!std::isfinite(found.low) || !std::isfinite(found.high) || !std::isfinite(found.walk.t)) return std::nullopt;
  return found;
}

Verdict decide(const Assessment& assessment) {
  const Verdict verdict = by_the_line(assessment);
  return accused(assessment) && assessment.gave_back ? Verdict::inconclusive : verdict;
}

bool accused(const Assessment& assessment) { return is_accused(by_the_line(assessment)); }

}  // namespace plimsoll
