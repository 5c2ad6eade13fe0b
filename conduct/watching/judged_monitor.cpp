#include "conduct/watching/judged_monitor.h"

#include "conduct/watching/judged_series.h"

#include <cstddef>
#include <optional>
#include <utility>

namespace plimsoll {

MonitorEvent monitor_event(const SamplerEvent& event) {
  return {event.t_s, std::string(to_string(event.event.kind)), event.event.pid, event.event.message};
}

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
          row.further,
          row.load.aborted_total};
}

namespace {

constexpr std::size_t kMostRowsSoFar = 4096;  // it is written again and again

ProcessRecord process_record(const ProcessSummary& process) {
  ProcessRecord record{process.pid,        process.life,   process.command, process.is_root,
                       process.started_at, process.from_s, process.to_s,    {}};
  for (const auto& figure : process.figures)
    record.figures.push_back({figure.name, figure.first, figure.last, figure.max});
  return record;
}

MonitorRecord monitor_record(SamplerResults& results) {
  MonitorRecord monitor;
  monitor.name = results.name;
  monitor.description = results.description;
  monitor.pids = results.pids;
  monitor.series = std::move(results.series);
  for (const auto& event : results.events) monitor.events.push_back(monitor_event(event));
  for (const auto& process : results.processes) monitor.processes.push_back(process_record(process));
  monitor.further = results.rows.further();
  for (const auto& row : results.rows.rows()) monitor.rows.push_back(memory_row(row));
  return monitor;
}

// Whole instants, evenly chosen.
void keep_few(std::vector<MemoryRow>& rows, std::size_t most) {
  const auto step = rows.size() / most + 1;
  if (step == 1) return;
  std::size_t instant = 0;
  std::optional<double> before_s;
  std::erase_if(rows, [&](const MemoryRow& row) {
    instant += before_s && row.t_s != *before_s;
    before_s = row.t_s;
    return instant % step != 0;
  });
}

}  // namespace

MonitorRecord monitor_so_far(const Sampler& sampler) {
  auto results = sampler.results_so_far();
  auto monitor = monitor_record(results);
  keep_few(monitor.rows, kMostRowsSoFar);
  return monitor;
}

JudgedMonitor judge_monitor(SamplerResults results, const JudgedLoad& load, const JudgeRules& rules) {
  JudgedMonitor judged;
  judged.leaks = judge_series_of(results, load, rules);
  judged.monitor = monitor_record(results);
  return judged;
}

}  // namespace plimsoll
