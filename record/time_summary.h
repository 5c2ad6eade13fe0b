#pragma once

// The figures of one histogram of durations that every report shows: least, mean, greatest and the percentiles, each
// absent where the run cannot support it. A value; pure functions; any thread.

#include "core/histogram.h"
#include "record/steps/coarse_times.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

struct Percentile {
  std::string_view key;  // "p99": as in run.json
  double q = 0;
};

inline constexpr std::array<Percentile, 6> kPercentiles = {
    {{"p50", 0.5}, {"p75", 0.75}, {"p90", 0.9}, {"p95", 0.95}, {"p99", 0.99}, {"p999", 0.999}}};

struct TimeSummary {
  std::uint64_t count = 0;
  std::optional<double> min_ms, mean_ms, max_ms;                          // absent where nothing was measured
  std::array<std::optional<double>, kPercentiles.size()> percentiles_ms;  // in the order of kPercentiles

  // Of each percentile that is there, with 95 % confidence; an end that the run cannot tell is absent.
  struct Interval {
    std::optional<double> low_ms, high_ms;
  };
  std::array<Interval, kPercentiles.size()> intervals_ms;

  std::optional<double> percentile_ms(std::string_view key) const;  // a key of kPercentiles
};

double quantile_of(std::string_view key);  // of a key of kPercentiles

TimeSummary summarize(const Histogram& histogram);

// Of times in coarse buckets, joined so many to one; absent of fewer than the percentile needs.
std::optional<double> known_quantile_ms(const CoarseTimes& times, std::uint32_t joined, std::string_view key);

// Whether `count` values are enough for the percentile q.
bool supports(std::uint64_t count, double q);

// The words of run.json: "needs 2995 requests, has 1200".
std::string unsupported_reason(std::uint64_t count, double q);

}  // namespace plimsoll
