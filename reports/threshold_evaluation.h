#pragma once

// Thresholds held against a finished run, and the run's one verdict with its exit code. Pure functions; any thread.

#include "reports/run_record.h"

#include <string>
#include <vector>

namespace plimsoll {

// Uses stats, measurement, monitors and leaks of the record; not its verdict.
std::vector<ThresholdResult> evaluate_thresholds(const std::vector<Threshold>& thresholds, const RunRecord& record);

// What the conductor knows beyond the record.
struct Ending {
  bool interrupted = false;
  std::vector<std::string> internal_errors;  // exit 70: disk full, ...
  std::string unavailable;                   // exit 69: why; empty if the target was there
};

// 130 if interrupted, else 70, 69, else the highest of 3, 2, 1 that holds; all reasons are listed, the gravest first.
// 2 only where the threshold `leak == none` failed.
RunVerdict decide(const RunRecord& record, const Ending& ending);

}  // namespace plimsoll
