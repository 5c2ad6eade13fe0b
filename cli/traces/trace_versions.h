#pragma once

// A recording of a service that was redeployed meanwhile, where a column says of which version it was: taken apart, so
// that each version is judged by itself. Pure functions; any thread.

#include "judgement/traces/trace_file.h"
#include "record/run_record.h"

#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct ColumnOfVersion {
  JudgedColumn column;
  std::optional<TargetSegment> segment;  // absent where it is all of the recording
};

// In order of time. Rows of an instant at which several versions ran, or nobody knows which, are of none. All of it as
// one where there is one version, or where versions change so often that no stretch of one can be judged.
std::vector<ColumnOfVersion> by_version(const JudgedColumn& column);

// What was left together or out; empty where there is nothing to say.
std::string note_on_versions(const JudgedColumn& column);

}  // namespace plimsoll
