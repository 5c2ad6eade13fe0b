#pragma once

// The record as far as the run has come, written while it goes on: what is left of a run that is killed outright. Once
// a second, and seldom enough to cost no more than 0.1 % of a core: of the machine's time, for it paces our own work.
// Owned by whoever drives the run; its thread.

#include "conduct/keeping/output_folder.h"
#include "conduct/so_far/run_so_far.h"
#include "core/time.h"

#include <functional>

namespace plimsoll {

class Checkpoint {
 public:
  // `bring_up_to_date` is called before each writing.
  // `also` gets what is written.
  Checkpoint(const OutputFolder& folder, const RunSoFar& so_far, std::function<void()> bring_up_to_date,
             std::function<void(RunRecord)> also = {});

  void write_if_due();

 private:
  void write();

  const OutputFolder& folder_;
  const RunSoFar& so_far_;
  std::function<void()> bring_up_to_date_;
  std::function<void(RunRecord)> also_;
  Instant next_{};
  Instant next_given_back_{};
};

}  // namespace plimsoll
