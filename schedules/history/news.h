#pragma once

// What is new about a run, beside those of its schedule before it: troubles that begin, their end, and since when.
// Pure; any thread.

#include "schedules/history/past_run.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace plimsoll {

struct News {
  std::vector<NewsKind> kinds;  // `always` is always one of them
  std::string what;             // a sentence
  std::int64_t since_s = 0;     // planned instant of the first run of the streak that is told
  std::size_t streak = 1;       // runs in it
  std::string before;           // what was there before; may be empty
};

// In what follows `earlier` are the runs of the schedule before it, the newest first.

// What a new run is compared with, the newest first.
std::vector<RunFigures> healthy_figures(const std::vector<PastRun>& earlier);

// Adds to its troubles what left the usual range, and a leak that goes on until memory is judged clean. Gives how many
// more healthy runs it takes until there is a range.
std::size_t compare_with_history(PastRun& run, const std::vector<PastRun>& earlier);

News news_of(const PastRun& run, const std::vector<PastRun>& earlier);

}  // namespace plimsoll
