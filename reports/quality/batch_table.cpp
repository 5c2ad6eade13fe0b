#include "reports/quality/batch_table.h"

#include "core/units.h"
#include "record/time_summary.h"
#include "reports/verdict/threshold_evaluation.h"
#include "reports/words/text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace plimsoll {
namespace {

bool is_about_times(const Threshold& threshold, const std::string& name) {
  const bool is_its = threshold.request.empty() || threshold.request == name;
  return is_its && threshold.metric->kind == Metric::Kind::milliseconds && !threshold.metric->of_flows;
}

BatchFigures figures_of(const RunRecord& record, const BatchedRequest& request) {
  BatchFigures figures;
  const auto stats = stats_of(record, request.name);
  figures.name = request.name;
  figures.rows = request.rows;
  figures.requests = stats.requests;
  figures.failures = stats.failures;
  const auto times = summarize(stats.service_time);
  figures.p50_ms = times.percentile_ms("p50");
  figures.p99_ms = times.percentile_ms("p99");
  const double seconds = stats.service_time.mean_seconds() * static_cast<double>(stats.service_time.count());
  const auto good = static_cast<double>(stats.requests - stats.failures);
  if (seconds > 0) figures.rows_per_second = good * static_cast<double>(request.rows) / seconds;
  for (const auto& result : record.thresholds) {
    if (!is_about_times(result.threshold, request.name)) continue;
    if (!evaluate(result.threshold, stats, measured_seconds(record)).ok)
      figures.broken.push_back(result.threshold.expression);
  }
  figures.holds = figures.rows_per_second && stats.failures == 0 && figures.broken.empty();
  return figures;
}

}  // namespace

std::vector<BatchFigures> batch_figures(const RunRecord& record) {
  std::vector<BatchFigures> all;
  for (const auto& request : record.batched) all.push_back(figures_of(record, request));
  std::stable_sort(all.begin(), all.end(), [](const auto& one, const auto& other) { return one.rows < other.rows; });
  return all;
}

QualityTable batch_table(const RunRecord& record) {
  QualityTable table;
  const auto all = batch_figures(record);
  if (all.empty()) return table;
  table.titles = {"Rows in it", "Requests", "Failed", "p50", "p99", "Rows/s", "Limits"};
  for (const auto& one : all) {
    auto& row = table.rows.emplace_back();
    row.name = one.name;
    row.cells = {format_count(one.rows),
                 format_count(one.requests),
                 format_count(one.failures),
                 milliseconds_text(one.p50_ms),
                 milliseconds_text(one.p99_ms),
                 one.rows_per_second ? rate_text(*one.rows_per_second) : "-",
                 one.holds             ? "hold"
                 : !one.broken.empty() ? fmt::format("broken: {}", fmt::join(one.broken, ", "))
                 : one.requests == 0   ? "not asked"
                                       : "failures"};
  }
  return table;
}

std::string batch_sentence(const RunRecord& record) {
  const auto all = batch_figures(record);
  if (all.size() < 2) return {};
  const BatchFigures* best = nullptr;
  for (const auto& one : all)
    if (one.holds && (best == nullptr || *one.rows_per_second > *best->rows_per_second)) best = &one;
  constexpr std::string_view kWhat =
      "Rows a second are those of one user who sends this size alone, by the service time of all its answers";
  if (best == nullptr) return fmt::format("No size is without failures and within every limit on times. {}.", kWhat);
  return fmt::format("The most rows a second within the limits: {} of {} rows, {}/s. {}.", best->name,
                     format_count(best->rows), rate_text(*best->rows_per_second), kWhat);
}

}  // namespace plimsoll
