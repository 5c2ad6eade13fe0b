#include "reports/streams/load_curve.h"

#include <algorithm>

namespace plimsoll {
namespace {

constexpr std::size_t kMostLevels = 16;
constexpr std::size_t kFewestPoints = 3;
constexpr double kVaries = 1.5;  // times the least load

double load_of(const StreamStep& step, bool by_users) {
  return by_users ? step.users : static_cast<double>(step.arrivals) / step.length_s;
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
    level.requests += step->requests;
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
