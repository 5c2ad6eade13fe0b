#pragma once

// A histogram of durations as the page draws it: bars on a logarithmic axis, marks at percentiles. Keys as in
// reports/page/src/report/report_data.ts. Pure functions; any thread.

#include "core/histogram.h"

#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace plimsoll {

// With marks at p50, p95 and p99; null of nothing.
nlohmann::ordered_json histogram_json(const Histogram& histogram);

// The bars of the histogram chart: buckets joined into at most `limit` bins of about equal width on a logarithmic axis.
struct HistogramBin {
  double low_ms = 0, high_ms = 0;
  std::uint64_t count = 0;
};
std::vector<HistogramBin> log_bins(const Histogram& histogram, std::size_t limit = 60);

}  // namespace plimsoll
