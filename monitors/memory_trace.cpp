#include "monitors/memory_trace.h"

#include <algorithm>
#include <limits>

namespace plimsoll {
namespace {

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

}  // namespace

MemoryTrace to_trace(const MemoryRows& rows, const std::vector<std::string>& request_names) {
  auto all = rows.rows();
  std::erase_if(all, [](const auto& row) { return row.warmup; });
  const bool has_anon = std::any_of(all.begin(), all.end(), [](const auto& row) { return row.anon_bytes.has_value(); });

  MemoryTrace trace;
  trace.series = has_anon ? "anon_bytes" : "rss_bytes";
  for (const auto& name : request_names) trace.requests_by_type.push_back({name, {}});
  for (const auto& row : all) {
    trace.t_seconds.push_back(row.t_s);
    trace.memory_bytes.push_back((has_anon ? row.anon_bytes : row.rss_bytes).value_or(kGap));
    trace.requests_total.push_back(static_cast<double>(row.load.requests_total));
    trace.active_users.push_back(row.load.active_users);
    trace.restarts_total.push_back(static_cast<double>(row.restarts_total));
    trace.processes.push_back(row.processes);
    trace.pids.push_back(static_cast<double>(row.life));
    const auto& counts = row.load.requests_by_name;
    for (std::size_t i = 0; i < request_names.size(); ++i)
      trace.requests_by_type[i].counts.push_back(i < counts.size() ? static_cast<double>(counts[i]) : 0.0);
  }
  return trace;
}

}  // namespace plimsoll
