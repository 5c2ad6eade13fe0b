#pragma once

// One series as the verdict sees it: samples without the idle end, with what is true of all of them. Plain values, each
// owned by one judgement; any thread.

#include "judgement/fitting/samples.h"

#include <optional>
#include <vector>

namespace plimsoll {

inline constexpr double kPageBytes = 4096;

struct Series {
  Samples samples;
  Lives lives = Lives::in_turn;
  std::vector<double> age_s;               // time since the first sample of the same life
  std::vector<double> peak_users;          // the most users so far; empty where users do not vary
  double longest_s = 0;                    // the greatest age
  double quantum_bytes = kPageBytes;       // the smallest step that memory makes, at least a page
  std::optional<double> idle_floor_bytes;  // lower quartile of memory after the load was over
};

// Takes thinned samples, leaves out the idle end.
Series make_series(Samples samples, Lives lives);

}  // namespace plimsoll
