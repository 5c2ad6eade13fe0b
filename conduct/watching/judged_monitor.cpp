#include "conduct/watching/judged_monitor.h"

#include "conduct/watching/judged_series.h"

#include <cstddef>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

constexpr std::size_t kMostRowsSoFar = 4096;  // it is written again and again

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
  auto monitor = sampler.results_so_far();
  keep_few(monitor.rows, kMostRowsSoFar);
  return monitor;
}

JudgedMonitor judge_monitor(MonitorRecord monitor, const JudgedLoad& load, const JudgeRules& rules) {
  JudgedMonitor judged;
  judged.leaks = judge_series_of(monitor, load, rules);
  judged.monitor = std::move(monitor);
  return judged;
}

}  // namespace plimsoll
