#include "judgement/advice.h"

#include "core/time.h"
#include "judgement/fitting/sawtooth.h"

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

constexpr std::size_t kFallsNeeded = 8;
constexpr double kLeastLonger = 1.25;
constexpr double kMostLonger = 100;
constexpr double kTwice = 2;
constexpr double kLongestSeconds = 7 * 24 * kSecondsPerHour;

// Absent: nobody runs that long for a verdict.
std::optional<double> bearable(double duration_s) {
  if (duration_s > kLongestSeconds) return std::nullopt;
  return duration_s;
}

double until_enough_falls(double duration_s, std::size_t falls) {
  return duration_s * static_cast<double>(kFallsNeeded) / static_cast<double>(falls);
}

// How many times the duration brings the noise under half the bound, the growth of interest fixed; absent where it is.
std::optional<double> longer_for_noise(const Assessment& found) {
  if (found.hidden_bytes <= found.bound_bytes / 2) return std::nullopt;
  return std::clamp(std::pow(2 * found.hidden_bytes / found.bound_bytes, 2), kLeastLonger, kMostLonger);
}

std::size_t falls_to_report(const Series& series, const FloorPoints& points, const Assessment& found) {
  if (points.lives != 1 || points.sawtooth || series.lives == Lives::side_by_side) return 0;
  std::size_t falls = count_falls(series.samples.t_s, series.samples.memory_bytes);
  if (found.fell_at_once) falls = std::max<std::size_t>(falls, 1);
  return falls >= kFallsNeeded ? 0 : falls;
}

Advice advise_inconclusive(const Series& series, const FloorPoints& points, const Assessment& found) {
  const auto longer = longer_for_noise(found);
  if (const std::size_t falls = falls_to_report(series, points, found)) {
    const double duration_s = until_enough_falls(found.duration_s, falls);
    const bool noise_asks_more = longer && found.duration_s * *longer > duration_s;
    if (found.fell_at_once || noise_asks_more) return {Inconclusive::falls, duration_s, falls};
  }
  if (longer) return {Inconclusive::noise, bearable(found.duration_s * *longer), 0};
  return {Inconclusive::moving, kTwice * found.duration_s, 0};
}

}  // namespace

double advise_too_short(std::size_t samples, double duration_s) {
  if (samples < 2) return kLeastSeconds;
  const double apart_s = duration_s / static_cast<double>(samples - 1);
  return std::max(kLeastSeconds, apart_s * static_cast<double>(kLeastSamples));
}

Advice advise_without_floor(const Series& series, const FloorPoints& points) {
  const double duration_s = series.samples.duration_s();
  if (points.sawtooth && points.teeth < kFallsNeeded) {
    return {Inconclusive::sawtooth, until_enough_falls(duration_s, points.teeth), points.teeth};
  }
  return {Inconclusive::no_floor, kTwice * duration_s, 0};
}

Advice advise(const Series& series, const FloorPoints& points, const Assessment& assessment, Verdict verdict) {
  if (verdict == Verdict::suspected && assessment.one_process) {
    const double sure_s = is_straight(assessment) ? seconds_to_be_sure(assessment) : kTwice * assessment.duration_s;
    return {Inconclusive::none, bearable(std::max(sure_s, kLeastLonger * assessment.duration_s)), 0};
  }
  if (verdict != Verdict::inconclusive) return {};
  if (assessment.gave_back && accused(assessment)) return {Inconclusive::released, std::nullopt, 0};
  return advise_inconclusive(series, points, assessment);
}

}  // namespace plimsoll
