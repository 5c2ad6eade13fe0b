#pragma once

// What is said of a target that was redeployed while the load went on, by all formats. Pure functions; any thread.

#include "record/run_record.h"

#include <array>
#include <string>

namespace plimsoll {

// Whether there are several versions to be held side by side.
bool has_version_figures(const RunRecord& record);

// From, requests, failures with their share, p50, p95, p99; of a segment that has figures.
std::array<std::string, 6> version_cells(const TargetSegment& segment);

// How many requests are of none of them; empty where all are of one.
std::string note_between_versions(const RunRecord& record);

}  // namespace plimsoll
