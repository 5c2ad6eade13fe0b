#pragma once

// What the page's charts are drawn from: JSON, thinned for display, safe inside a script element. The keys are those of
// reports/page/src/report/report_data.ts. Pure functions; any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

std::string chart_data_json(const RunRecord& record, const RequestStats& total);

// The bars of the histogram chart: buckets joined into at most `limit` bins of about equal width on a logarithmic axis.
struct HistogramBin {
  double low_ms = 0, high_ms = 0;
  std::uint64_t count = 0;
};
std::vector<HistogramBin> log_bins(const Histogram& histogram, std::size_t limit = 60);

}  // namespace plimsoll
