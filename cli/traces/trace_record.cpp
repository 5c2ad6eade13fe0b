#include "cli/traces/trace_record.h"

#include "cli/traces/trace_caveats.h"
#include "cli/traces/trace_versions.h"
#include "conduct/watching/judged_series.h"
#include "judgement/single_processes.h"
#include "record/series.h"
#include "reports/words/sentences.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

namespace plimsoll {
namespace {

constexpr int kLeaking = 2;

std::vector<std::size_t> rows_by_time(const JudgedColumn& column) {
  const Trace& trace = column.trace;
  const double least = column.unit.empty() ? 0 : 1;  // no bytes are no reading
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < trace.t_seconds.size(); ++i)
    if (std::isfinite(trace.t_seconds[i]) && std::isfinite(trace.memory_bytes[i]) && trace.memory_bytes[i] >= least)
      rows.push_back(i);
  std::stable_sort(rows.begin(), rows.end(),
                   [&](std::size_t a, std::size_t b) { return trace.t_seconds[a] < trace.t_seconds[b]; });
  return rows;
}

// Processes of the same instant are added up.
TimeSeries series_of(const JudgedColumn& column, const std::vector<std::size_t>& rows) {
  const Trace& trace = column.trace;
  TimeSeries series(column.name, column.unit);
  for (std::size_t i = 0; i < rows.size();) {
    const double t_s = trace.t_seconds[rows[i]];
    double bytes = trace.memory_bytes[rows[i]];
    for (++i; i < rows.size() && trace.t_seconds[rows[i]] == t_s; ++i)
      if (!trace.lives.empty()) bytes += trace.memory_bytes[rows[i]];
    series.add(t_s, bytes);
  }
  return series;
}

std::optional<int> pid_of(const Trace& trace, std::size_t row) {
  constexpr double kMostPids = 4194304;
  if (row >= trace.pids.size() || !(trace.pids[row] >= 0 && trace.pids[row] <= kMostPids)) return std::nullopt;
  return static_cast<int>(trace.pids[row]);
}

void add_rows(MonitorRecord& monitor, const JudgedColumn& column, const std::vector<std::size_t>& rows) {
  if (column.trace.lives.empty()) return;
  monitor.judged_beside = {{column.name, column.unit}};
  for (const std::size_t i : rows) {
    const double bytes = column.trace.memory_bytes[i], life = column.trace.lives[i];
    if (!std::isfinite(life)) continue;
    MemoryRow row;
    row.t_s = column.trace.t_seconds[i];
    row.life = static_cast<std::uint64_t>(std::clamp(std::abs(life), 0.0, 1e15));
    row.pid = pid_of(column.trace, i).value_or(0);
    if (column.name == "anon_bytes") row.anon_bytes = bytes;
    if (column.name == "rss_bytes") row.rss_bytes = bytes;
    row.judged_beside = {bytes};
    monitor.rows.push_back(std::move(row));
  }
}

// A recording names its memory as it likes.
JudgeOptions judging_of(const JudgedColumn& column, const JudgeOptions& given) {
  auto options = judging_of_series(column.name, column.unit, given);
  if (!column.unit.empty() && !find_series_info(column.name)) options.subject = given.subject;
  return options;
}

LeakRecord leak_of(const JudgedColumn& column, const std::string& monitor, LeakVerdict verdict) {
  LeakRecord leak;
  leak.monitor = monitor;
  leak.series = column.name;
  leak.unit = column.unit;
  leak.read_as = column.read_as;
  leak.verdict = std::move(verdict);
  return leak;
}

// Of several processes the one that leaks by itself: by its pid, or in a note by its name.
void add_process(const ColumnOfVersion& of, JudgeOptions judging, const LeakRecord& whole, RunRecord& record) {
  const auto& column = of.column;
  judging.limit_bytes.reset();  // of all together
  auto found = process_that_stands_out(column.trace, judging, whole.verdict);
  if (!found) return;
  const auto& lives = column.trace.lives;
  const auto row = std::find(lives.begin(), lives.end(), found->life) - lives.begin();
  if (!column.process_names.empty()) {
    const auto place = static_cast<std::size_t>(found->life) - 1;
    if (place < column.process_names.size())
      record.measurement.notes.push_back(column.process_names[place] + " leaks: " + found->verdict.explanation);
    return;
  }
  LeakRecord leak = leak_of(column, whole.monitor, std::move(found->verdict));
  leak.pid = pid_of(column.trace, static_cast<std::size_t>(row));
  leak.segment = of.segment;
  add_caveats(column, leak);
  if (leak.pid) record.leaks.push_back(std::move(leak));
}

void add_verdict(RunRecord& record) {
  const LeakRecord& gravest = record.leaks.front();
  const auto version = gravest.segment ? "version " + gravest.segment->version + ": " : std::string();
  record.verdict.reasons = {version + gravest.verdict.explanation};
  if (gravest.verdict.verdict != Verdict::leaking) return;
  record.verdict.outcome = RunOutcome::leak;
  record.verdict.exit_code = kLeaking;
}

}  // namespace

RunRecord record_of_trace(const TraceFile& file, const std::string& name, const JudgeOptions& options) {
  RunRecord record;
  record.name = name;
  MonitorRecord& monitor = record.monitors.emplace_back();
  monitor.name = name;
  std::vector<ColumnOfVersion> judged;  // as their verdicts stand in the record
  for (const auto& column : file.columns) {
    const auto rows = rows_by_time(column);
    if (&column == &file.columns.front()) {
      if (!rows.empty()) record.warmup_s = column.trace.t_seconds[rows.front()];
      if (!rows.empty()) record.duration_s = column.trace.t_seconds[rows.back()];
      add_rows(monitor, column, rows);
    }
    monitor.series.push_back(series_of(column, rows));
    for (auto& of : by_version(column)) {
      LeakRecord leak = leak_of(of.column, monitor.name, judge(of.column.trace, judging_of(of.column, options)));
      leak.segment = of.segment;
      add_caveats(of.column, leak);
      record.leaks.push_back(std::move(leak));
      if (of.segment && &column == &file.columns.front()) record.segments.push_back(*of.segment);
      judged.push_back(std::move(of));
    }
  }
  record.measurement.notes = file.notes;
  if (const auto note = note_on_versions(file.columns.front()); !note.empty()) record.measurement.notes.push_back(note);
  for (std::size_t i = 0; i < judged.size(); ++i)
    add_process(judged[i], judging_of(judged[i].column, options), LeakRecord(record.leaks[i]), record);
  std::stable_sort(record.leaks.begin(), record.leaks.end(), is_more_urgent);
  add_verdict(record);
  return record;
}

}  // namespace plimsoll
