#pragma once

// The record as far as the run has come, written while it goes on: what is left of a run that is killed outright. Once
// a second, and seldom enough to cost no more than 1 % of a core. Owned by the conductor; its thread.

#include "cli/output_folder.h"
#include "engine/engine.h"
#include "reports/run_record.h"
#include "reports/timeline.h"

namespace plimsoll {

class Checkpoint {
 public:
  // `begun`: what is known before the load.
  Checkpoint(const OutputFolder& folder, const RunRecord& begun);

  void add(const Interval& second, const Timeline& timeline);

 private:
  const OutputFolder& folder_;
  RunRecord record_;
  Instant next_{};
};

}  // namespace plimsoll
