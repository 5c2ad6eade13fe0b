#pragma once

// The memory rows that came since they were taken last: from the samplers' threads to the one that stores each second.
// Owned by the conductor; any thread. Bounded: what nobody takes is left out.

#include "record/monitor_record.h"

#include <mutex>
#include <string>
#include <vector>

namespace plimsoll {

class FreshRows {
 public:
  void add(const std::string& monitor, const std::vector<MemoryRow>& rows,
           const std::vector<SeriesLabel>& judged_beside);
  // Of each monitor its name, its rows and what their further figures are.
  std::vector<MonitorRecord> take();

 private:
  std::mutex mutex_;
  std::vector<MonitorRecord> monitors_;
};

}  // namespace plimsoll
