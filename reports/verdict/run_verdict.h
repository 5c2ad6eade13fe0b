#pragma once

// The run's one verdict with its exit code and reasons. A pure function of a record whose thresholds are evaluated and
// of what only the conductor knows. Any thread.

#include "record/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// What the conductor knows beyond the record.
struct Ending {
  bool interrupted = false;
  std::vector<std::string> internal_errors;  // exit 70: disk full, ...
  std::string unavailable;                   // exit 69: why; empty if the target was there
  std::string guard{};                       // exit 1: why the run was ended at once
  std::string unfit{};  // exit 65: what of the user's cannot be sent: a row with its place, what fits no model

  // Through no fault of ours.
  bool was_impossible() const { return !unavailable.empty() || !unfit.empty(); }
  // What was planned to come after the load does not come.
  bool breaks_off() const { return interrupted || !guard.empty() || was_impossible(); }
};

// One thing that is said, and the exit code that it would have by itself.
struct VerdictReason {
  int exit_code = 0;
  std::string reason;
};

// What several findings come to, at least one: the code of the gravest, all reasons in order of gravity.
RunVerdict verdict_of(std::vector<VerdictReason> findings);

// 130 if interrupted, else 70, 69, else the highest of 3, 2, 1 that holds; all reasons are listed, the gravest first.
// 2 only where a threshold on `leak` failed and the verdict is leaking.
RunVerdict decide(const RunRecord& record, const Ending& ending);

}  // namespace plimsoll
