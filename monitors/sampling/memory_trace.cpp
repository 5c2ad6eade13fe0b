#include "monitors/sampling/memory_trace.h"

#include <algorithm>
#include <limits>

namespace plimsoll {
namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

using RowsToJudge = std::vector<const MemoryRow*>;

RowsToJudge judged_rows(const MonitorRecord& monitor) {
  RowsToJudge rows;
  for (const auto& row : monitor.rows)
    if (!row.warmup) rows.push_back(&row);
  return rows;
}

bool is_of_process(const MemoryRow* row) {
  return row->life != kWholeLife && (row->anon_bytes.has_value() || row->rss_bytes.has_value());
}

template <class ValueOf>
MemoryTrace trace_of(const RowsToJudge& rows, const std::vector<std::string>& request_names, ValueOf value_of) {
  MemoryTrace trace;
  for (const auto& name : request_names) trace.requests_by_type.push_back({name, {}});
  for (const auto* one : rows) {
    const MemoryRow& row = *one;
    const std::optional<double> value = value_of(row);
    trace.t_seconds.push_back(row.t_s);
    trace.memory_bytes.push_back(value.value_or(kGap));
    trace.requests_total.push_back(static_cast<double>(row.requests_total));
    trace.aborted_total.push_back(static_cast<double>(row.aborted_total));
    trace.active_users.push_back(row.active_users);
    trace.restarts_total.push_back(static_cast<double>(row.restarts_total));
    trace.processes.push_back(row.processes);
    trace.lives.push_back(static_cast<double>(row.life));
    trace.cpu_seconds.push_back(row.cpu_seconds.value_or(kGap));
    const auto& counts = row.requests_by_name;
    for (std::size_t i = 0; i < request_names.size(); ++i)
      trace.requests_by_type[i].counts.push_back(i < counts.size() ? static_cast<double>(counts[i]) : 0.0);
  }
  return trace;
}

MemoryTrace memory_of_processes(const RowsToJudge& rows, const std::vector<std::string>& request_names) {
  const bool has_anon =
      std::any_of(rows.begin(), rows.end(), [](const auto* row) { return row->anon_bytes.has_value(); });
  auto trace =
      trace_of(rows, request_names, [&](const auto& row) { return has_anon ? row.anon_bytes : row.rss_bytes; });
  trace.series = has_anon ? "anon_bytes" : "rss_bytes";
  trace.unit = "bytes";
  return trace;
}

}  // namespace

MemoryTrace to_trace(const MonitorRecord& monitor, const std::vector<std::string>& request_names) {
  return memory_of_processes(judged_rows(monitor), request_names);
}

std::vector<MemoryTrace> to_traces(const MonitorRecord& monitor, const std::vector<std::string>& request_names) {
  const auto judged = judged_rows(monitor);
  const auto& columns = monitor.judged_beside;
  std::vector<MemoryTrace> traces;
  const bool of_processes = std::any_of(judged.begin(), judged.end(), is_of_process);
  if (of_processes || columns.empty()) traces.push_back(memory_of_processes(judged, request_names));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    traces.push_back(trace_of(judged, request_names, [i](const auto& row) {
      return i < row.judged_beside.size() ? row.judged_beside[i] : std::optional<double>();
    }));
    traces.back().series = columns[i].name;
    traces.back().unit = columns[i].unit;
  }
  return traces;
}

}  // namespace plimsoll
