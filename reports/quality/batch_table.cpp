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

// Of the first thing watched, as sweeps have it.
const TimeSeries* resident_memory(const RunRecord& record) {
  if (record.monitors.empty()) return nullptr;
  for (const auto& series : record.monitors.front().series)
    if (series.name() == "rss_bytes" && !series.empty()) return &series;
  return nullptr;
}

struct TurnMemory {
  double settled_bytes = 0;  // the mean of its second half
  double peak_bytes = 0;
};

std::optional<TurnMemory> memory_of(const TimeSeries& series, const BatchBlock& block) {
  TurnMemory memory;
  double sum = 0;
  std::uint64_t count = 0;
  for (const auto& point : series.points()) {
    if (point.t_s < block.from_s || point.t_s >= block.to_s) continue;
    memory.peak_bytes = std::max(memory.peak_bytes, point.max);
    if (point.t_s < (block.from_s + block.to_s) / 2) continue;
    sum += point.mean * static_cast<double>(point.count);
    count += point.count;
  }
  if (count == 0) return std::nullopt;
  memory.settled_bytes = sum / static_cast<double>(count);
  return memory;
}

// By the first turn of that size.
void add_memory(const RunRecord& record, BatchFigures& figures) {
  const auto& blocks = record.batch_blocks;
  const auto block =
      std::find_if(blocks.begin(), blocks.end(), [&](const BatchBlock& one) { return one.rows == figures.rows; });
  const auto* series = resident_memory(record);
  if (block == blocks.end() || series == nullptr) return;
  const auto memory = memory_of(*series, *block);
  if (!memory) return;
  figures.memory_bytes = memory->settled_bytes;
  figures.peak_bytes = memory->peak_bytes;
  for (const auto& result : record.thresholds) {
    const auto& threshold = result.threshold;
    if (threshold.metric->key == "rss_max" && !is_met(threshold, memory->peak_bytes))
      figures.broken.push_back(threshold.expression);
  }
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
  add_memory(record, figures);
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
  table.titles = {"Rows in it", "Requests", "Failed", "p50", "p99", "Rows/s"};
  const bool has_memory = std::any_of(all.begin(), all.end(), [](const auto& one) { return !!one.memory_bytes; });
  if (has_memory) table.titles.insert(table.titles.end(), {"Memory", "Peak"});
  table.titles.emplace_back("Limits");
  for (const auto& one : all) {
    auto& row = table.rows.emplace_back();
    row.name = one.name;
    row.cells = {format_count(one.rows),        format_count(one.requests),
                 format_count(one.failures),    milliseconds_text(one.p50_ms),
                 milliseconds_text(one.p99_ms), one.rows_per_second ? rate_text(*one.rows_per_second) : "-"};
    if (has_memory) row.cells.insert(row.cells.end(), {bytes_text(one.memory_bytes), bytes_text(one.peak_bytes)});
    row.cells.push_back(one.holds             ? "hold"
                        : !one.broken.empty() ? fmt::format("broken: {}", fmt::join(one.broken, ", "))
                        : one.requests == 0   ? "not asked"
                                              : "failures");
  }
  return table;
}

// What the last turn shows: it is of the smallest size again.
std::string batch_memory_sentence(const RunRecord& record) {
  const auto& blocks = record.batch_blocks;
  const auto* series = resident_memory(record);
  if (blocks.size() < 2 || series == nullptr) return {};
  const auto first = memory_of(*series, blocks.front());
  const auto last = memory_of(*series, blocks.back());
  std::string words =
      "Sizes were sent one after the other, from the smallest up: memory is resident, the mean of the second half of "
      "each one's turn, and the peak of all of it.";
  if (!first || !last) return words;
  constexpr double kShare = 0.02, kLeast = 1 << 20;
  const double more = last->settled_bytes - first->settled_bytes;
  const bool is_more = more > std::max(kLeast, kShare * first->settled_bytes);
  return words + fmt::format(" At the end, with {} again, it was {}, {}.", plural(blocks.back().rows, "row"),
                             bytes_text(last->settled_bytes),
                             is_more ? fmt::format("{} more than at first: that stayed", bytes_text(more))
                                     : std::string("no more than at first: what larger ones took was given back"));
}

std::string batch_sentence(const RunRecord& record) {
  const auto all = batch_figures(record);
  if (all.size() < 2) return {};
  const BatchFigures* best = nullptr;
  for (const auto& one : all)
    if (one.holds && (best == nullptr || *one.rows_per_second > *best->rows_per_second)) best = &one;
  constexpr std::string_view kWhat =
      "Rows a second are those of one user who sends this size alone, by the service time of all its answers";
  if (best == nullptr)
    return fmt::format("No size is without failures and within every limit on times and memory. {}.", kWhat);
  return fmt::format("The most rows a second within the limits: {} of {} rows, {}/s. {}.", best->name,
                     format_count(best->rows), rate_text(*best->rows_per_second), kWhat);
}

}  // namespace plimsoll
