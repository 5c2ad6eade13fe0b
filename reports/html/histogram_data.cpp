#include "reports/html/histogram_data.h"

#include "core/units.h"
#include "record/time_summary.h"
#include "reports/html/numbers.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace plimsoll {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Json histogram_json(const Histogram& histogram) {
  if (histogram.empty()) return nullptr;
  Json json = {
      {"low_ms", Json::array()}, {"high_ms", Json::array()}, {"counts", Json::array()}, {"marks", Json::array()}};
  for (const auto& bin : log_bins(histogram)) {
    json["low_ms"].push_back(rounded_json(bin.low_ms, kFigureDigits));
    json["high_ms"].push_back(rounded_json(bin.high_ms, kFigureDigits));
    json["counts"].push_back(bin.count);
  }
  const TimeSummary summary = summarize(histogram);
  for (const auto key : {"p50", "p95", "p99"}) {
    if (const auto value = summary.percentile_ms(key))
      json["marks"].push_back({{"label", key}, {"ms", rounded_json(value, kFigureDigits)}});
  }
  return json;
}

std::vector<HistogramBin> log_bins(const Histogram& histogram, std::size_t limit) {
  const auto buckets = histogram.buckets();
  if (buckets.empty()) return {};
  const std::uint32_t first = buckets.front().index;
  const std::uint32_t last = buckets.back().index;
  // Bins end where buckets do, so that every count is exact; fewer than four buckets a bin would show their widths.
  const std::size_t bins = std::clamp<std::size_t>((last - first + 1) / 4, 1, limit);
  const double low = std::log(to_seconds(Histogram::bucket_low(first)));
  const double width = (std::log(to_seconds(Histogram::bucket_high(last))) - low) / static_cast<double>(bins);
  std::vector<HistogramBin> out;
  std::uint32_t from = first;
  auto bucket = buckets.begin();
  for (std::size_t b = 1; b <= bins; ++b) {
    const double end = std::exp(low + width * static_cast<double>(b));
    std::uint32_t to = from;
    while (to < last && (to_seconds(Histogram::bucket_high(to)) < end || b == bins)) ++to;
    HistogramBin bin{to_milliseconds(Histogram::bucket_low(from)), to_milliseconds(Histogram::bucket_high(to)), 0};
    for (; bucket != buckets.end() && bucket->index <= to; ++bucket) bin.count += bucket->count;
    out.push_back(bin);
    if (to == last) break;
    from = to + 1;
  }
  return out;
}

}  // namespace plimsoll
