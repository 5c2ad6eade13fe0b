#include "reports/judged_memory.h"

namespace plimsoll {

std::vector<ModelPoint> stayed_memory(const MonitorRecord& monitor, const LeakRecord& leak) {
  if (!leak.verdict.model || leak.pid) return {};
  std::vector<ProcessReading> readings;
  for (const auto& row : monitor.rows) {
    const auto bytes = leak.series == "anon_bytes" ? row.anon_bytes : row.rss_bytes;
    if (row.warmup || !bytes) continue;
    readings.push_back({row.t_s, *bytes, static_cast<double>(row.life)});
  }
  return memory_that_stayed(readings);
}

}  // namespace plimsoll
