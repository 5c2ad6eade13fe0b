#include "reports/verdict/threshold_evaluation.h"

#include "record/time_summary.h"
#include "reports/words/text.h"

#include <algorithm>

namespace plimsoll {
namespace {

using Metric = Threshold::Metric;

double late_share_of(const std::string& request, const RequestStats& stats, const RunRecord& record) {
  if (request.empty()) return record.measurement.late_share;
  const std::uint64_t sent = stats.requests + stats.unfinished;
  return sent == 0 ? 0 : static_cast<double>(stats.late) / static_cast<double>(sent);
}

bool holds(double actual, Threshold::Operator op, double limit) {
  switch (op) {
    case Threshold::Operator::less:
      return actual < limit;
    case Threshold::Operator::less_or_equal:
      return actual <= limit;
    case Threshold::Operator::equal:
      return actual == limit;
    case Threshold::Operator::not_equal:
      return actual != limit;
    case Threshold::Operator::greater_or_equal:
      return actual >= limit;
    case Threshold::Operator::greater:
      return actual > limit;
  }
  return false;
}

std::optional<double> duration_of(const Histogram& histogram, Metric metric, double quantile) {
  if (histogram.empty()) return std::nullopt;
  switch (metric) {
    case Metric::response_time_min:
    case Metric::service_time_min:
      return to_milliseconds(histogram.minimum());
    case Metric::response_time_mean:
    case Metric::service_time_mean:
      return histogram.mean_seconds() * 1e3;
    case Metric::response_time_max:
    case Metric::service_time_max:
      return to_milliseconds(histogram.maximum());
    default:
      return to_milliseconds(histogram.quantile(quantile));
  }
}

std::optional<double> actual_of(const Threshold& threshold, const RequestStats& stats, const RunRecord& record) {
  switch (threshold.metric) {
    case Metric::response_time_quantile:
    case Metric::response_time_min:
    case Metric::response_time_mean:
    case Metric::response_time_max:
      return duration_of(stats.response_time, threshold.metric, threshold.quantile);
    case Metric::service_time_quantile:
    case Metric::service_time_min:
    case Metric::service_time_mean:
    case Metric::service_time_max:
      return duration_of(stats.service_time, threshold.metric, threshold.quantile);
    case Metric::requests_per_second:
      if (measured_seconds(record) <= 0) return std::nullopt;
      return requests_per_second(record, stats.requests);
    case Metric::requests:
      return static_cast<double>(stats.requests);
    case Metric::failed_requests:
      return static_cast<double>(stats.failures);
    case Metric::failure_rate:
      if (stats.requests == 0) return std::nullopt;
      return static_cast<double>(stats.failures) / static_cast<double>(stats.requests);
    case Metric::dropped:
      return static_cast<double>(stats.dropped);
    case Metric::late_share:
      return late_share_of(threshold.request, stats, record);
    case Metric::rss_max:
      return rss_max_bytes(record);
    case Metric::leak:
      return std::nullopt;
  }
  return std::nullopt;
}

bool is_supported(const Threshold& threshold, const RequestStats& stats) {
  switch (threshold.metric) {
    case Metric::response_time_quantile:
      return supports(stats.response_time.count(), threshold.quantile);
    case Metric::service_time_quantile:
      return supports(stats.service_time.count(), threshold.quantile);
    default:
      return true;
  }
}

bool all_clean(const RunRecord& record) {
  return !record.leaks.empty() && std::all_of(record.leaks.begin(), record.leaks.end(), [](const LeakRecord& leak) {
    return leak.verdict.verdict == Verdict::clean;
  });
}

ThresholdResult evaluate_leak(const Threshold& threshold, const RunRecord& record) {
  constexpr double kClean = 1;
  ThresholdResult result;
  result.threshold = threshold;
  result.actual_text = "not watched";
  if (record.monitors.empty() && record.leaks.empty()) return result;
  const LeakRecord* gravest = gravest_leak(record);
  const bool leaking = gravest && gravest->verdict.verdict == Verdict::leaking;
  const bool as_named = threshold.value == kClean ? all_clean(record) : !leaking;
  result.ok = as_named == (threshold.op == Threshold::Operator::equal);
  result.actual_text = gravest ? std::string(to_string(gravest->verdict.verdict)) : "not judged";
  return result;
}

ThresholdResult not_judged(const Threshold& threshold) {
  ThresholdResult result;
  result.threshold = threshold;
  result.judged = false;
  result.actual_text = "nothing to measure";
  return result;
}

ThresholdResult evaluate(const Threshold& threshold, const RunRecord& record) {
  if (threshold.metric == Metric::leak) return evaluate_leak(threshold, record);
  const RequestStats stats = stats_of(record, threshold.request);
  ThresholdResult result;
  result.threshold = threshold;
  result.actual = actual_of(threshold, stats, record);
  result.actual_text = metric_text(threshold.metric, result.actual);
  if (!result.actual) {
    if (threshold.metric == Metric::rss_max) result.actual_text = "not watched";
    return result;
  }
  result.ok = holds(*result.actual, threshold.op, threshold.value);
  result.supported = is_supported(threshold, stats);
  return result;
}

}  // namespace

std::vector<ThresholdResult> evaluate_thresholds(const std::vector<Threshold>& thresholds, const RunRecord& record) {
  std::vector<ThresholdResult> results;
  results.reserve(thresholds.size());
  const bool nothing_happened = record.ended_by == EndedBy::error && record.stats.total().requests == 0;
  for (const auto& threshold : thresholds)
    results.push_back(nothing_happened ? not_judged(threshold) : evaluate(threshold, record));
  return results;
}

}  // namespace plimsoll
