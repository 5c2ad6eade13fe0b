#include "reports/streams/load_curve.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostLevels = 16;
constexpr std::size_t kFewestPoints = 3;
constexpr double kVaries = 1.5;  // times the least load

double load_of(const StreamStep& step, bool by_users) {
  return by_users ? step.users : static_cast<double>(step.arrivals) / step.length_s;
}

// Held, not on its way to another level: as the seconds beside it. Arrivals differ by chance (a Poisson count).
bool is_held(const std::vector<const StreamStep*>& steps, std::size_t place, bool by_users) {
  constexpr double kSameUsers = 0.1;
  constexpr double kDeviations = 3;
  const auto is_alike = [&](const StreamStep& other) {
    const auto& step = *steps[place];
    if (by_users) return std::abs(step.users - other.users) <= kSameUsers;
    const auto all = static_cast<double>(step.arrivals + other.arrivals);
    return std::abs(load_of(step, false) - load_of(other, false)) * step.length_s <= kDeviations * std::sqrt(all);
  };
  return (place == 0 || is_alike(*steps[place - 1])) && (place + 1 == steps.size() || is_alike(*steps[place + 1]));
}

// Of a load that holds its levels, these alone: what ends on the way from one to the next is of neither. One that rises
// all the time is taken as it is.
std::vector<const StreamStep*> held_steps(std::vector<const StreamStep*> steps, bool by_users) {
  constexpr double kHolds = 0.25;  // of its time
  std::vector<const StreamStep*> held;
  for (std::size_t i = 0; i < steps.size(); ++i)
    if (is_held(steps, i, by_users)) held.push_back(steps[i]);
  if (static_cast<double>(held.size()) < kHolds * static_cast<double>(steps.size())) return steps;
  return held;
}

}  // namespace

const LoadLevel& LoadCurve::best() const {
  return *std::max_element(points.begin(), points.end(), [](const LoadLevel& a, const LoadLevel& b) {
    return a.good_per_second() < b.good_per_second();
  });
}

LoadCurve load_curve(const RunRecord& record) {
  LoadCurve curve;
  const bool has_limits = std::any_of(record.streamed.begin(), record.streamed.end(),
                                      [](const StreamedRequest& one) { return one.has_limits(); });
  if (!has_limits) return curve;
  const auto& steps = record.stream_steps;
  std::vector<const StreamStep*> whole;
  // What ends behind the load is of no load.
  for (std::size_t i = 0; i < steps.steps.size(); ++i)
    if (steps.steps[i].length_s > 0.5 * steps.step_s && static_cast<double>(i) * steps.step_s < record.duration_s)
      whole.push_back(&steps.steps[i]);
  curve.by_users = std::any_of(whole.begin(), whole.end(), [](const auto* step) { return step->users > 0; });
  whole = held_steps(std::move(whole), curve.by_users);
  if (whole.size() < kFewestPoints) return curve;
  const auto [least, most] = std::minmax_element(whole.begin(), whole.end(), [&](const auto* a, const auto* b) {
    return load_of(*a, curve.by_users) < load_of(*b, curve.by_users);
  });
  const double low = load_of(**least, curve.by_users), high = load_of(**most, curve.by_users);
  if (!(high > kVaries * low)) return curve;
  std::vector<LoadLevel> levels(std::min(kMostLevels, whole.size()));
  for (const auto* step : whole) {
    const double load = load_of(*step, curve.by_users);
    const auto place = static_cast<std::size_t>((load - low) / (high - low) * static_cast<double>(levels.size()));
    auto& level = levels[std::min(place, levels.size() - 1)];
    level.load += load * step->length_s;
    level.seconds += step->length_s;
    level.requests += step->limited;
    level.held += step->held;
  }
  for (auto& level : levels) {
    if (level.requests == 0) continue;
    level.load /= level.seconds;
    curve.points.push_back(level);
  }
  if (curve.points.size() < kFewestPoints) curve.points.clear();
  return curve;
}

}  // namespace plimsoll
