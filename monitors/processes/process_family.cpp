#include "monitors/processes/process_family.h"

#include <algorithm>

namespace plimsoll {

ProcessFamily::ProcessFamily(const std::vector<ProcessStat>& table) {
  for (const auto& stat : table)
    if (!stat.ended()) by_pid_.emplace(stat.pid, stat);
}

const ProcessStat* ProcessFamily::find(int pid) const {
  const auto at = by_pid_.find(pid);
  return at == by_pid_.end() ? nullptr : &at->second;
}

bool ProcessFamily::descends(int pid, int from) const {
  // The table is not one instant: a number used again while it was read could close a circle.
  for (std::size_t steps = 0; steps <= by_pid_.size(); ++steps) {
    const auto* stat = find(pid);
    if (!stat || stat->parent_pid == pid) return false;
    pid = stat->parent_pid;
    if (pid == from) return true;
  }
  return false;
}

std::vector<int> ProcessFamily::tops(const std::vector<int>& pids) const {
  std::vector<int> tops;
  for (const int pid : pids)
    if (find(pid) && std::none_of(pids.begin(), pids.end(), [&](int other) { return descends(pid, other); }))
      tops.push_back(pid);
  std::sort(tops.begin(), tops.end(),
            [&](int a, int b) { return std::pair(find(a)->start_ticks, a) < std::pair(find(b)->start_ticks, b); });
  return tops;
}

}  // namespace plimsoll
