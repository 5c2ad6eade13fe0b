#pragma once

// How many streams met their limits at which load: what a sweep over users or arrivals is read from. Pure; any thread.

#include "record/run_record.h"

#include <cstdint>
#include <vector>

namespace plimsoll {

struct LoadLevel {
  double load = 0;  // users, or arrivals a second
  double seconds = 0;
  std::uint64_t requests = 0, held = 0;  // that have an `slo` and ended meanwhile; that met it

  double good_per_second() const { return static_cast<double>(held) / seconds; }
  double all_per_second() const { return static_cast<double>(requests) / seconds; }
  double goodput() const { return static_cast<double>(held) / static_cast<double>(requests); }
};

struct LoadCurve {
  bool by_users = false;  // else by arrivals a second
  std::vector<LoadLevel> points;

  const LoadLevel& best() const;  // of most good streams a second; there is one
};

// In at most 16 levels of load; empty where the load was held at fewer than three, or nothing has a limit. Seconds on
// the way from one level to the next are in none, but where the load rises all the time.
LoadCurve load_curve(const RunRecord& record);

}  // namespace plimsoll
