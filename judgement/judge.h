#pragma once

// Does this memory leak? A recorded trace in, a verdict with its numbers and one sentence out. A pure function: no
// clock, no randomness, no state; the same trace gives the same answer everywhere. Plain values; any thread.

#include "core/time.h"
#include "record/allowed_growth.h"
#include "record/leak_verdict.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct Trace;

struct JudgeOptions {
  std::optional<double> limit_bytes;
  std::string subject = "memory";             // what the trace is of, as sentences speak of it
  std::string unit = "bytes";                 // "" for a count: then it is what memory_bytes and every figure are in
  std::optional<AllowedGrowth> minimum = {};  // of bytes
  bool may_be_pool = false;                   // memory of a board, which a framework may hold for itself
  double horizon_s = 24 * kSecondsPerHour;    // growth that may yet settle is suspected where it would matter within it
};

// O(n log n). Columns of unequal length count as far as the shortest one of time and memory goes.
LeakVerdict judge(const Trace& trace, const JudgeOptions& options);

// One process at one instant of what was judged.
struct ProcessReading {
  double t_s = 0;
  double bytes = 0;
  double life = 0;  // names one life of a process
};

// The sum of the processes that stayed, which the model is of. Empty where none came or went: then it is of all.
std::vector<ModelPoint> memory_that_stayed(const std::vector<ProcessReading>& readings);

}  // namespace plimsoll
