#include "judgement/movement.h"

#include "judgement/fitting/floor.h"
#include "judgement/fitting/statistics.h"

#include <algorithm>
#include <limits>
#include <span>

namespace plimsoll {
namespace {

constexpr double kBeginning = 0.1;
constexpr double kFirstShare = 0.2;
constexpr std::size_t kRecentShare = 16;
constexpr double kSurge = 0.5;
constexpr double kLateShare = 0.15;
constexpr double kStepShare = 0.1;
constexpr double kInStepsShare = 0.7;
constexpr double kLastQuarterShare = 0.05;

double level_at(const FloorPoints& points, double t_s) {
  std::size_t at = 0;
  while (at + 1 < points.size() && points.t_s[at] < t_s) ++at;
  return points.memory_bytes[at];
}

double range_from(const FloorPoints& points, double t_s) {
  double least = std::numeric_limits<double>::infinity(), most = -least;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points.t_s[i] < t_s) continue;
    least = std::min(least, points.memory_bytes[i]);
    most = std::max(most, points.memory_bytes[i]);
  }
  return std::max(0.0, most - least);
}

double least_until(const FloorPoints& points, double t_s) {
  double least = points.memory_bytes.front();
  for (std::size_t i = 0; i < points.size() && points.t_s[i] < t_s; ++i)
    least = std::min(least, points.memory_bytes[i]);
  return least;
}

struct Steps {
  std::size_t count = 0;
  double bytes = 0;  // that they make up together
};

Steps big_steps(const FloorPoints& points, double grown_bytes) {
  Steps steps;
  bool in_step = false;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double rise = points.memory_bytes[i] - points.memory_bytes[i - 1];
    const bool is_big = rise >= kStepShare * grown_bytes;
    if (is_big) steps.bytes += rise;
    if (is_big && !in_step) ++steps.count;
    in_step = is_big;
  }
  return steps;
}

}  // namespace

Movement measure_movement(const Series& series, const FloorPoints& judged) {
  const double begin_s = series.samples.t_s.front(), end_s = series.samples.t_s.back();
  const double duration_s = end_s - begin_s;
  const FloorPoints whole = floor_points(series, 0);
  Movement movement;
  movement.within_bytes = duration_s < kFillingSeconds ? range_from(whole, begin_s + kBeginning * duration_s)
                                                       : range_from(judged, end_s - duration_s / 2);
  movement.last_third_bytes = range_from(judged, end_s - duration_s / 3);
  movement.to_bytes = mean(std::span(judged.memory_bytes).last(std::max<std::size_t>(1, judged.size() / kRecentShare)));
  if (whole.size() == 0 || whole.several_lives()) return movement;
  movement.from_bytes = least_until(whole, begin_s + kFirstShare * duration_s);
  const double grown = movement.grown_bytes();
  if (grown <= 0) return movement;
  const Steps steps = big_steps(whole, grown);
  movement.steps = steps.count;
  const double later_half = movement.to_bytes - level_at(whole, end_s - duration_s / 2);
  const double last_quarter = movement.to_bytes - level_at(whole, end_s - duration_s / 4);
  const bool in_steps = steps.bytes >= kInStepsShare * grown;
  const bool goes_on = in_steps ? steps.count > 1 && last_quarter >= 0 : last_quarter >= kLastQuarterShare * grown;
  movement.surged = grown >= kSurge * movement.from_bytes && later_half >= kLateShare * grown && goes_on;
  return movement;
}

}  // namespace plimsoll
