#include "store/seconds_of_run.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

namespace plimsoll {

namespace {

// The sums of the rows of each instant behind the end of a series: what a chart draws.
void extend(TimeSeries& series, const std::vector<MemoryRow>& rows, std::optional<double> MemoryRow::*figure) {
  std::vector<SeriesPoint> points(series.points().begin(), series.points().end());
  for (std::size_t i = 0; i < rows.size();) {
    const double t_s = rows[i].t_s;
    double sum = 0;
    bool whole = true;
    for (; i < rows.size() && rows[i].t_s == t_s; ++i) {
      if (rows[i].life == kWholeLife) continue;
      whole = whole && rows[i].*figure;
      sum += (rows[i].*figure).value_or(0);
    }
    if (whole && (points.empty() || points.back().t_s < t_s)) points.push_back({t_s, sum, sum, sum, 1});
  }
  series = TimeSeries(series.name(), series.unit(), std::move(points));
}

void add_rows(MonitorRecord& monitor, const MonitorRecord& of_second) {
  const double last = monitor.rows.empty() ? -1 : monitor.rows.back().t_s;
  std::vector<MemoryRow> rows;
  std::copy_if(of_second.rows.begin(), of_second.rows.end(), std::back_inserter(rows),
               [&](const MemoryRow& row) { return row.t_s > last; });
  for (auto& series : monitor.series) {
    if (series.name() == "anon_bytes") extend(series, rows, &MemoryRow::anon_bytes);
    if (series.name() == "rss_bytes") extend(series, rows, &MemoryRow::rss_bytes);
  }
  if (of_second.judged_beside.size() > monitor.judged_beside.size()) monitor.judged_beside = of_second.judged_beside;
  std::move(rows.begin(), rows.end(), std::back_inserter(monitor.rows));
}

}  // namespace

RunRecord record_of_second(const RunRecord& begun, Snapshot counted, const TimelineRow& row,
                           std::vector<MonitorRecord> memory) {
  RunRecord second;
  second.id = begun.id;
  second.request_names = begun.request_names;
  second.stats = std::move(counted);
  second.timeline = {row};
  second.duration_s = row.t_s + row.length_s;
  second.monitors = std::move(memory);
  return second;
}

void add_second(RunRecord& so_far, const RunRecord& second) {
  so_far.stats.merge(second.stats);
  if (!second.timeline.empty()) {
    const auto& last = second.timeline.back();
    so_far.steps.add((second.timeline.front().t_s + last.t_s + last.length_s) / 2, second.stats, second.stats.total());
    // How many streams were open is not in a second: all that was in flight stands for it.
    const auto streams = stats_of_streams(so_far, second.stats);
    const auto& first = second.timeline.front();
    if (!so_far.streamed.empty() && !first.warmup)
      so_far.stream_steps.add({first.t_s, last.t_s + last.length_s - first.t_s, last.active_users,
                               static_cast<double>(last.in_flight), streams.requests + streams.dropped, streams});
  }
  so_far.timeline.insert(so_far.timeline.end(), second.timeline.begin(), second.timeline.end());
  for (const auto& monitor : second.monitors) {
    auto found = std::find_if(so_far.monitors.begin(), so_far.monitors.end(),
                              [&](const MonitorRecord& one) { return one.name == monitor.name; });
    if (found == so_far.monitors.end()) {
      found = so_far.monitors.emplace(so_far.monitors.end());
      found->name = found->description = monitor.name;
      found->series = {TimeSeries("rss_bytes", "bytes"), TimeSeries("anon_bytes", "bytes")};
    }
    add_rows(*found, monitor);
  }
  so_far.duration_s = std::max(so_far.duration_s, second.duration_s);
}

}  // namespace plimsoll
