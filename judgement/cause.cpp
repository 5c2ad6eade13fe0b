#include "judgement/cause.h"

#include "judgement/explanation.h"
#include "judgement/fitting/statistics.h"
#include "judgement/load_cause.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr double kShapeNeeded = 16;    // twice the likelihood: no shape at all is ruled out
constexpr double kSlopeMargin = 1.25;  // standard errors that a rising line has
constexpr double kGivenBack = 0.5;
constexpr double kLivesThatGaveBack = 0.75;
constexpr std::size_t kFewestEnds = 2;
constexpr double kSettledByNow = 0.3;  // a greater time constant, as a share of the trace, is not over
constexpr double kLeastQuanta = 4;

// The whole floor, growth that the judged part leaves out included. In time alone: no shapes by requests.
std::optional<FloorPoints> whole_floor(const JudgedFloor& judged) {
  FloorPoints points = floor_points(judged.series, 0);
  points.requests.clear();
  if (points.size() == 0 || points.several_lives() || points.sawtooth) return std::nullopt;
  return trim_bursts(std::move(points), judged.series.quantum_bytes).points;
}

// A shape without which the floor cannot be explained, and which rises by an amount that matters.
const ShapeFit* decisive_shape(const Fit& fit, const FloorPoints& points) {
  const ShapeFit& best = fit.best();
  if (!best.usable || fit.likelihood_ratio(fit.none()) <= kShapeNeeded) return nullptr;
  return best.amplitude >= least_worth_bytes(median(points.memory_bytes)) ? &best : nullptr;
}

// Of a life that is as long as the longest, at these shares of it.
std::vector<double> model_at(const ShapeFit& fit, const FloorPoints& points, const std::vector<double>& shares) {
  FloorPoints places;
  places.longest_s = points.longest_s;
  for (const double share : shares) places.age_s.push_back(share * points.longest_s);
  auto values = evaluate(fit.shape, places);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = fit.amplitude * values[i] + fit.slope * places.age_s[i];
  return values;
}

std::optional<Cause> ended_growth(const JudgedFloor& judged) {
  const auto points = whole_floor(judged);
  if (!points) return std::nullopt;
  const Fit fit(Design(*points, 0), harmless_shapes(*points), judged.series.quantum_bytes);
  const ShapeFit* shape = decisive_shape(fit, *points);
  if (!shape) return std::nullopt;
  const auto rose = judged.subject.amount(shape->amplitude * judged.alive);
  const auto place = span_of_time(shape->shape.parameter * points->longest_s);
  const auto name = judged.subject.at_start();
  switch (shape->shape.kind) {
    case ShapeKind::step:
      return Cause{CauseKind::step, fmt::format("{} rose once, by {} after {}, and not again.", name, rose, place)};
    case ShapeKind::hinge:
      return Cause{CauseKind::plateau,
                   fmt::format("{} grew by {} in the first {} and then stopped.", name, rose, place)};
    case ShapeKind::settling:
      if (shape->shape.parameter > kSettledByNow) return std::nullopt;
      return Cause{CauseKind::plateau,
                   fmt::format("{} grew by {} and settled, with a time constant of {}.", name, rose, place)};
    default:
      return std::nullopt;
  }
}

// Only where the best shape leaves no line beside it: what goes on in a line is no cache.
std::optional<Cause> slowing_growth(const JudgedFloor& judged) {
  const auto points = whole_floor(judged);
  if (!points) return std::nullopt;
  const Fit fit(Design(*points, 0), harmless_shapes(*points), judged.series.quantum_bytes);
  const ShapeFit* shape = decisive_shape(fit, *points);
  if (!shape || shape->shape.kind == ShapeKind::step) return std::nullopt;
  if (shape->slope > kSlopeMargin * fit.standard_error(*shape)) return std::nullopt;
  const auto at = model_at(*shape, *points, {0, 0.25, 0.75, 1});
  const double first = at[1] - at[0], last = at[3] - at[2];
  if (first <= 0 || last < 0 || 2 * last > first) return std::nullopt;
  return Cause{CauseKind::cache_filling,
               fmt::format("Growth slows: {} in the first quarter, {} in the last.",
                           judged.subject.amount(first * judged.alive), judged.subject.amount(last * judged.alive))};
}

std::optional<Cause> collection(const JudgedFloor& judged) {
  // Rounding that flips between two values looks like one.
  const bool rounding = range(judged.series.samples.memory_bytes) < kLeastQuanta * judged.series.quantum_bytes;
  if (!judged.found.floor_known || rounding) return std::nullopt;
  return Cause{
      CauseKind::collector,
      fmt::format("{} is collected: after each of {} collections it is back at about {}.", judged.subject.at_start(),
                  judged.points.teeth, judged.subject.amount(median(judged.points.memory_bytes)))};
}

// Ends of lives after which the next one began lower by half of what a life grows, and all ends.
std::optional<Cause> recycling(const JudgedFloor& judged) {
  const FloorPoints& points = judged.points;
  if (!judged.found.significant || !judged.found.worth) return std::nullopt;
  std::size_t ends = 0, gave_back = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (points.segment[i] == points.segment[i - 1]) continue;
    ++ends;
    const double grown = judged.found.slope * (points.age_s[i - 1] - points.cut_s);
    if (points.memory_bytes[i - 1] - points.memory_bytes[i] >= kGivenBack * grown) ++gave_back;
  }
  const auto needed = kLivesThatGaveBack * static_cast<double>(ends);
  if (ends < kFewestEnds || static_cast<double>(gave_back) < needed) return std::nullopt;
  return Cause{CauseKind::recycling,
               fmt::format("{} grows by about {} within a life and is given back at its end, as at {} of {} ends.",
                           judged.subject.at_start(), judged.subject.amount(judged.found.slope * judged.found.judged_s),
                           gave_back, ends)};
}

}  // namespace

std::optional<Cause> find_cause(const JudgedFloor& judged) {
  if (judged.points.several_lives()) return recycling(judged);
  switch (judged.verdict) {
    case Verdict::leaking:
      if (auto aborts = cause_by_aborts(judged)) return aborts;
      return cause_by_load(judged);
    case Verdict::clean:
      if (judged.points.sawtooth) return collection(judged);
      if (auto ended = ended_growth(judged)) return ended;
      return slowing_growth(judged);
    case Verdict::suspected:
      return slowing_growth(judged);
    case Verdict::inconclusive:
      return judged.found.gave_back ? std::nullopt : slowing_growth(judged);
  }
  return std::nullopt;
}

}  // namespace plimsoll
