#pragma once

// What the levels of a sweep show together: the knee, the highest level that holds, the highest goodput, whether what
// was required is met, and the exit code. Pure functions; any thread.

#include "core/error.h"
#include "record/run_record.h"
#include "record/sweeps/sweep_record.h"

#include <string>
#include <string_view>

namespace plimsoll {

// One level out of the record of its run, which is judged.
SweepLevel level_of(const RunRecord& run, double asked, bool of_slo);

// Of arrivals: answers that are at least this share of them keep up.
inline constexpr double kKeepsUp = 0.95;

// Of arrivals: a level breaks whose answers do not keep up, by more than chance (three
// standard deviations of a Poisson count); what a long but steady response time keeps out of the window is no lag.
void judge_pace(const RunRecord& run, SweepLevel& level);

// "rate >= 50", "users > 8", "goodput >= 20/s", "throughput >= 100", "knee >= 16".
Result<SweepRequirement> parse_requirement(std::string_view text);

// What only the conductor knows.
struct SweepEnding {
  bool interrupted = false;
  std::string internal_error;  // exit 70
  std::string unavailable;     // exit 69: before any level came to an end
  std::string leak{};          // exit 2: of the first level whose memory was judged to leak
  std::string unfit{};         // exit 65: what of the user's cannot be sent, before any level came to an end

  // No level is to be judged by.
  bool breaks_off() const { return !unavailable.empty() || !unfit.empty() || !internal_error.empty(); }
};

// Fills in all that follows from the levels. They are in ascending order.
void judge_sweep(SweepRecord& sweep, const SweepEnding& ending);

}  // namespace plimsoll
