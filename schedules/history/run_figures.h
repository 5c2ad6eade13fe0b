#pragma once

// What of a run is compared with earlier ones. A value; pure functions; any thread.

#include "record/run_record.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace plimsoll {

struct StatusShare {
  int status = 0;
  std::uint64_t answers = 0;
};

struct RunFigures {
  std::optional<double> p50_ms, p95_ms;  // response time of the whole; absent where there are too few requests
  std::uint64_t requests = 0, failures = 0;
  std::vector<StatusShare> answers;          // by status, in the order of the statuses
  std::optional<double> growth_bytes_per_h;  // of the memory that was judged; absent where no line was found
};

RunFigures figures_of(const RunRecord& record);

}  // namespace plimsoll
