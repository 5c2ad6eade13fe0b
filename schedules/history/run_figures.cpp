#include "schedules/history/run_figures.h"

#include "record/series.h"
#include "record/time_summary.h"

#include <algorithm>

namespace plimsoll {

RunFigures figures_of(const RunRecord& record) {
  const RequestStats total = record.stats.total();
  const auto times = summarize(total.response_time);
  RunFigures figures;
  figures.p50_ms = times.percentile_ms("p50");
  figures.p95_ms = times.percentile_ms("p95");
  figures.requests = total.requests;
  figures.failures = total.failures;
  for (const auto& count : total.statuses.counts()) figures.answers.push_back({count.status, count.answers});
  for (const auto& leak : record.leaks) {
    const auto& pace = leak.verdict.bytes_per_second;
    if (leak.unit != "bytes" || leak.pid || !pace || !is_memory_of_processes(leak.series)) continue;
    figures.growth_bytes_per_h =
        std::max(figures.growth_bytes_per_h.value_or(*pace * kSecondsPerHour), *pace * kSecondsPerHour);
  }
  return figures;
}

}  // namespace plimsoll
