#include "judgement/rising_troughs.h"

#include "judgement/fitting/quantiles.h"
#include "judgement/fitting/statistics.h"

#include <cmath>

namespace plimsoll {
namespace {

constexpr std::size_t kFewest = 3;
constexpr std::size_t kFewestToBeCertain = 5;
constexpr double kGrown = 1.5;
constexpr double kGrownToBeCertain = 2;
constexpr double kStillAtEnd = 0.5;  // of the mean pace, between the last two

bool each_is_higher(const FloorPoints& troughs) {
  for (std::size_t i = 1; i < troughs.size(); ++i)
    if (troughs.memory_bytes[i] <= troughs.memory_bytes[i - 1]) return false;
  return true;
}

// Of the line through them.
double standard_error(const FloorPoints& troughs) {
  const auto count = static_cast<double>(troughs.size());
  const auto residuals = line_residuals(troughs.t_s, troughs.memory_bytes);
  const double spread = standard_deviation(troughs.t_s) * std::sqrt(count);
  return length(residuals) / std::sqrt(count - 2) / spread;
}

double pace_at_end(const FloorPoints& troughs) {
  const auto last = troughs.size() - 1;
  return (troughs.memory_bytes[last] - troughs.memory_bytes[last - 1]) / (troughs.t_s[last] - troughs.t_s[last - 1]);
}

}  // namespace

std::optional<RisingTroughs> rising_troughs(const FloorPoints& troughs) {
  if (!troughs.sawtooth || troughs.several_lives() || troughs.size() < kFewest || !each_is_higher(troughs))
    return std::nullopt;
  RisingTroughs rising;
  rising.count = troughs.size();
  rising.from_bytes = troughs.memory_bytes.front();
  rising.to_bytes = troughs.memory_bytes.back();
  if (rising.to_bytes < kGrown * rising.from_bytes) return std::nullopt;
  rising.slope = line_slope(troughs.t_s, troughs.memory_bytes);
  const double error = standard_error(troughs);
  const auto degrees = static_cast<double>(troughs.size()) - 2;
  rising.low = rising.slope - student_quantile(0.975, degrees) * error;
  rising.high = rising.slope + student_quantile(0.975, degrees) * error;
  rising.certain = rising.count >= kFewestToBeCertain && rising.to_bytes >= kGrownToBeCertain * rising.from_bytes &&
                   rising.slope > student_quantile(0.999, degrees) * error &&
                   pace_at_end(troughs) >= kStillAtEnd * rising.slope;
  return rising;
}

}  // namespace plimsoll
