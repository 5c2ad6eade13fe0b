#pragma once

// Thresholds held against a finished run, or against a window of one that goes on. Pure functions; any thread.

#include "record/run_record.h"
#include "reports/verdict/run_verdict.h"

#include <vector>

namespace plimsoll {

// Uses stats, measurement, monitors and leaks of the record; not its verdict. In the order given. Where there is
// nothing to measure (no request finished, nothing watched) a threshold does not hold; where the run ended in an error
// before anything was measured, none is judged.
std::vector<ThresholdResult> evaluate_thresholds(const std::vector<Threshold>& thresholds, const RunRecord& record);

// Against what happened in so many seconds; `stats` are those of the threshold's request. Not judged where it asks for
// a verdict; of memory there is nothing to measure.
ThresholdResult evaluate(const Threshold& threshold, const RequestStats& stats, double seconds);

// Whether a figure is within the limit.
bool is_met(const Threshold& threshold, double actual);

}  // namespace plimsoll
