#include "reports/words/judged_memory.h"

#include "judgement/judge.h"

namespace plimsoll {

namespace {

std::optional<double> judged_value(const MonitorRecord& monitor, const LeakRecord& leak, const MemoryRow& row) {
  if (leak.series == "anon_bytes") return row.anon_bytes;
  if (leak.series == "rss_bytes") return row.rss_bytes;
  for (std::size_t i = 0; i < monitor.judged_beside.size() && i < row.judged_beside.size(); ++i)
    if (monitor.judged_beside[i].name == leak.series) return row.judged_beside[i];
  return std::nullopt;
}

}  // namespace

std::vector<ModelPoint> stayed_memory(const MonitorRecord& monitor, const LeakRecord& leak) {
  if (!leak.verdict.model || leak.pid) return {};
  std::vector<ProcessReading> readings;
  for (const auto& row : monitor.rows) {
    const auto bytes = judged_value(monitor, leak, row);
    const auto& of = leak.segment;
    if (row.warmup || !bytes || (of && (row.t_s < of->from_s || row.t_s > of->to_s))) continue;
    readings.push_back({row.t_s, *bytes, static_cast<double>(row.life)});
  }
  return memory_that_stayed(readings);
}

}  // namespace plimsoll
