#include "reports/verdict/threshold_evaluation.h"

#include "record/metric.h"
#include "reports/words/text.h"

#include <algorithm>

namespace plimsoll {
namespace {

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

ThresholdResult evaluate_from(const Threshold& threshold, const MetricSource& source) {
  ThresholdResult result;
  result.threshold = threshold;
  if (threshold.metric->read == nullptr) return not_judged(threshold);
  result.actual = threshold.metric->read(source, threshold.quantile);
  result.actual_text = metric_text(*threshold.metric, result.actual);
  if (!result.actual) {
    if (threshold.metric->of_memory) result.actual_text = "not watched";
    return result;
  }
  result.ok = holds(*result.actual, threshold.op, threshold.value);
  result.supported = is_supported({threshold.metric, threshold.quantile}, source.stats);
  return result;
}

// Of one request, or of all; nothing where no answer had anything to be checked.
std::optional<CheckCount> checks_of(const RunRecord& record, const std::string& request) {
  CheckCount all;
  for (const auto& count : record.check_counts) {
    if (!request.empty() && count.request != request) continue;
    all.answers += count.answers;
    all.checked += count.checked;
    all.wrong += count.wrong;
  }
  return all.answers > 0 ? std::optional(all) : std::nullopt;
}

ThresholdResult evaluate_over_run(const Threshold& threshold, const RunRecord& record) {
  if (threshold.metric->kind == Metric::Kind::leak) return evaluate_leak(threshold, record);
  const bool of_flows = threshold.metric->of_flows;
  const RequestStats stats =
      of_flows ? stats_of_flows(record.flows, threshold.request) : stats_of(record, threshold.request);
  MetricSource source{stats, measured_seconds(record), record.monitors};
  if (threshold.request.empty()) source.late_share = record.measurement.late_share;
  source.checks = checks_of(record, threshold.request);
  if (record.probes) {
    source.probes_changed = record.probes->share();
    source.probes_difference = record.probes->greatest_difference;
  }
  return evaluate_from(threshold, source);
}

}  // namespace

bool is_met(const Threshold& threshold, double actual) { return holds(actual, threshold.op, threshold.value); }

ThresholdResult evaluate(const Threshold& threshold, const RequestStats& stats, double seconds) {
  return evaluate_from(threshold, {stats, seconds});
}

std::vector<ThresholdResult> evaluate_thresholds(const std::vector<Threshold>& thresholds, const RunRecord& record) {
  std::vector<ThresholdResult> results;
  results.reserve(thresholds.size());
  const bool nothing_happened = record.ended_by == EndedBy::error && record.stats.total().requests == 0;
  for (const auto& threshold : thresholds)
    results.push_back(nothing_happened ? not_judged(threshold) : evaluate_over_run(threshold, record));
  return results;
}

}  // namespace plimsoll
