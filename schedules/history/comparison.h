#pragma once

// A run beside the healthy ones before it: what left its usual range. Pure; any thread.

#include "schedules/history/run_figures.h"
#include "schedules/history/usual_range.h"

#include <cstddef>
#include <string>
#include <vector>

namespace plimsoll {

struct Change {
  std::string key;       // the same for the same change in another run: "slower", "growth", "failures", "status 503"
  std::string sentence;  // "p95 rose to 312 ms; usual is 210 ms, up to 260 ms (12 healthy runs)"
};

struct Comparison {
  std::vector<Change> changes;   // what matters most first
  std::size_t runs_lacking = 0;  // so many more healthy ones, until anything can be said
};

// `healthy`: the newest first; those beyond kRunsLookedAt are not looked at.
Comparison compare(const RunFigures& run, const std::vector<RunFigures>& healthy);

}  // namespace plimsoll
