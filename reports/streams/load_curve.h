#pragma once

// How many streams met their limits at which load: what a sweep over users or arrivals is read from. Pure; any thread.

#include "record/run_record.h"

#include <cstdint>
#include <vector>

namespace plimsoll {

struct LoadLevel {
  double load = 0;  // users, or arrivals a second
  double seconds = 0;
  std::uint64_t requests = 0, held = 0;  // that ended meanwhile

  double good_per_second() const { return static_cast<double>(held) / seconds; }
  double all_per_second() const { return static_cast<double>(requests) / seconds; }
  double goodput() const { return static_cast<double>(held) / static_cast<double>(requests); }
};

struct LoadCurve {
  bool by_users = false;  // else by arrivals a second
  std::vector<LoadLevel> points;

  const LoadLevel& best() const;  // of most good streams a second; there is one
};

// In at most 16 levels of load; empty where the load stayed about what it was, or nothing has a limit.
LoadCurve load_curve(const RunRecord& record);

}  // namespace plimsoll
