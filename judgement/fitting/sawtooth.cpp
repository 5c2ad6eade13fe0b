#include "judgement/fitting/sawtooth.h"

#include "judgement/fitting/series.h"
#include "judgement/fitting/statistics.h"

namespace plimsoll {
namespace {

constexpr std::size_t kMinSamples = 20;
constexpr double kHeightShare = 0.4;
constexpr double kMinHeightBytes = 4 * kPageBytes;
constexpr double kAbruptness = 3;
constexpr std::size_t kMinFalls = 3;
constexpr std::size_t kMinRises = 2;

// How far memory must turn to be a tooth; absent where it moves too little for any.
std::optional<double> tooth_height(const std::vector<double>& detrended) {
  if (detrended.size() < kMinSamples) return std::nullopt;
  const double height = kHeightShare * (quantile(detrended, 0.975) - quantile(detrended, 0.025));
  if (height <= kMinHeightBytes) return std::nullopt;
  return height;
}

}  // namespace

std::vector<TurningPoint> turning_points(std::span<const double> values, double threshold) {
  enum class Way { down, unknown, up };
  std::vector<TurningPoint> points;
  std::size_t low = 0, high = 0;
  Way way = Way::unknown;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (way != Way::down && values[i] > values[high]) high = i;
    if (way != Way::up && values[i] < values[low]) low = i;
    if (way != Way::down && values[high] - values[i] >= threshold) {
      points.push_back({high, true});
      way = Way::down;
      low = i;
    } else if (way != Way::up && values[i] - values[low] >= threshold) {
      points.push_back({low, false});
      way = Way::up;
      high = i;
    }
  }
  return points;
}

std::optional<std::vector<std::size_t>> collections(std::span<const double> t_s, std::span<const double> memory_bytes) {
  const auto detrended = line_residuals(t_s, memory_bytes);
  const auto height = tooth_height(detrended);
  if (!height) return std::nullopt;
  const auto points = turning_points(detrended, *height);
  std::vector<std::size_t> troughs;
  std::vector<double> rises_s, falls_s;
  std::size_t given_back = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    const double took_s = t_s[points[i].at] - t_s[points[i - 1].at];
    if (points[i].peak) {
      rises_s.push_back(took_s);
    } else {
      falls_s.push_back(took_s);
      troughs.push_back(points[i].at);
      if (memory_bytes[points[i].at] < memory_bytes[points[i - 1].at]) ++given_back;
    }
  }
  if (falls_s.size() < kMinFalls || rises_s.size() < kMinRises) return std::nullopt;
  if (median(rises_s) < kAbruptness * median(falls_s)) return std::nullopt;
  // Growth in even portions falls below its line whenever one portion misses a sample, yet gives nothing back.
  if (2 * given_back < falls_s.size()) return std::nullopt;
  return troughs;
}

std::size_t count_falls(std::span<const double> t_s, std::span<const double> memory_bytes) {
  const auto detrended = line_residuals(t_s, memory_bytes);
  const auto height = tooth_height(detrended);
  if (!height) return 0;
  const auto points = turning_points(detrended, *height);
  std::size_t falls = 0;
  for (std::size_t i = 1; i < points.size(); ++i) {
    if (!points[i].peak && memory_bytes[points[i - 1].at] - memory_bytes[points[i].at] >= *height) ++falls;
  }
  return falls;
}

}  // namespace plimsoll
