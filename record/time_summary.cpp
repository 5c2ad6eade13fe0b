#include "record/time_summary.h"

#include <fmt/format.h>

#include <algorithm>

namespace plimsoll {

std::optional<double> TimeSummary::percentile_ms(std::string_view key) const {
  for (std::size_t i = 0; i < kPercentiles.size(); ++i)
    if (kPercentiles[i].key == key) return percentiles_ms[i];
  return std::nullopt;
}

double quantile_of(std::string_view key) {
  const auto found = std::find_if(kPercentiles.begin(), kPercentiles.end(),
                                  [key](const Percentile& percentile) { return percentile.key == key; });
  return found->q;
}

TimeSummary summarize(const Histogram& histogram) {
  TimeSummary summary;
  summary.count = histogram.count();
  if (histogram.empty()) return summary;
  summary.min_ms = to_milliseconds(histogram.minimum());
  summary.mean_ms = histogram.mean_seconds() * 1e3;
  summary.max_ms = to_milliseconds(histogram.maximum());
  for (std::size_t i = 0; i < kPercentiles.size(); ++i) {
    if (!supports(histogram.count(), kPercentiles[i].q)) continue;
    summary.percentiles_ms[i] = to_milliseconds(histogram.quantile(kPercentiles[i].q));
    const auto interval = histogram.quantile_interval(kPercentiles[i].q);
    if (interval.low) summary.intervals_ms[i].low_ms = to_milliseconds(*interval.low);
    if (interval.high) summary.intervals_ms[i].high_ms = to_milliseconds(*interval.high);
  }
  return summary;
}

bool supports(std::uint64_t count, double q) { return count >= count_needed_for_quantile(q); }

std::string unsupported_reason(std::uint64_t count, double q) {
  const std::uint64_t needed = count_needed_for_quantile(q);
  return fmt::format("needs {} request{}, has {}", needed, needed == 1 ? "" : "s", count);
}

std::optional<double> known_quantile_ms(const CoarseTimes& times, std::uint32_t joined, std::string_view key) {
  const double q = quantile_of(key);
  return supports(count_of(times), q) ? quantile_ms(times, joined, q) : std::nullopt;
}

}  // namespace plimsoll
