#include "cli/judged_monitor.h"

#include "monitors/memory_trace.h"

#include <optional>
#include <utility>

namespace plimsoll {
namespace {

MemoryRow memory_row(const ProcessRow& row) {
  return {row.t_s,
          row.life,
          row.pid,
          row.anon_bytes,
          row.rss_bytes,
          row.warmup,
          row.load.requests_total,
          row.load.active_users,
          row.restarts_total,
          row.processes,
          row.load.requests_by_name,
          row.further};
}

MonitorRecord monitor_record(SamplerResults& results) {
  MonitorRecord monitor;
  monitor.name = results.name;
  monitor.description = results.description;
  monitor.pids = results.pids;
  monitor.series = std::move(results.series);
  for (const auto& [t_s, event] : results.events)
    monitor.events.push_back({t_s, std::string(to_string(event.kind)), event.pid, event.message});
  monitor.further = results.rows.further();
  for (const auto& row : results.rows.rows()) monitor.rows.push_back(memory_row(row));
  return monitor;
}

// GPU memory ends where the memory of the board does. On several boards, which of them is full first is not known.
std::optional<double> gpu_limit(const std::vector<TimeSeries>& series) {
  std::optional<double> limit;
  for (const auto& one : series) {
    if (!one.name().starts_with("gpu") || !one.name().ends_with("_total_bytes")) continue;
    if (limit) return std::nullopt;
    limit = one.points().back().max;
  }
  return limit;
}

JudgeOptions options_of(const std::string& judged, const std::vector<TimeSeries>& series) {
  JudgeOptions options;
  if (judged == "gpu_bytes") options.limit_bytes = gpu_limit(series);
  return options;
}

}  // namespace

JudgedMonitor judge_monitor(SamplerResults results, const JudgedLoad& load, const JudgeOptions& options) {
  JudgedMonitor judged;
  for (const auto& trace : to_traces(results.rows, load.request_names)) {
    if (trace.unit != "bytes") continue;
    LeakRecord leak;
    leak.monitor = results.name;
    leak.series = trace.series;
    leak.unit = trace.unit;
    const bool is_memory = judged.leaks.empty() || trace.series == "cgroup_bytes";
    leak.verdict = judge(trace, is_memory ? options : options_of(trace.series, results.series));
    if (const auto growth = growth_by_phase(trace, load.rests)) {
      leak.growth_under_load_per_s = growth->under_load_per_s;
      leak.growth_at_rest_per_s = growth->at_rest_per_s;
    }
    judged.leaks.push_back(std::move(leak));
  }
  judged.monitor = monitor_record(results);
  return judged;
}

}  // namespace plimsoll
