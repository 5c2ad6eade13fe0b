#pragma once

// Who descends from whom at one instant, made from the table of all processes. A value; any thread.

#include "monitors/processes/process_reader.h"

#include <map>
#include <vector>

namespace plimsoll {

class ProcessFamily {
 public:
  explicit ProcessFamily(const std::vector<ProcessStat>& table);

  const ProcessStat* find(int pid) const;
  // True of its ancestors, not of itself.
  bool descends(int pid, int from) const;
  // Those of `pids` that descend from none of the others, the oldest first.
  std::vector<int> tops(const std::vector<int>& pids) const;
  const std::map<int, ProcessStat>& all() const noexcept { return by_pid_; }

 private:
  std::map<int, ProcessStat> by_pid_;
};

}  // namespace plimsoll
