#pragma once

// What one run holds while it goes on. Owned by the conductor for the time of its run; its thread.

#include "conduct/control/load_control.h"
#include "conduct/guard_watch.h"
#include "conduct/interrupts.h"
#include "conduct/keeping/checkpoint.h"
#include "conduct/keeping/store_entry.h"
#include "conduct/monitor_group.h"
#include "conduct/probing/probing.h"
#include "conduct/so_far/run_so_far.h"
#include "conduct/verdict_watch.h"
#include "conduct/versions/version_watch.h"
#include "engine/running_load.h"

#include <cstddef>
#include <memory>
#include <optional>

namespace plimsoll {

struct RunInProgress {
  bool is_unwanted(const Interrupts& interrupts) const {
    return interrupts.count() > 0 || (control && control->is_stopping());
  }

  std::unique_ptr<StoreEntry> store;  // outlives the monitors, which fill its rows
  std::unique_ptr<RunningLoad> load;
  std::unique_ptr<MonitorGroup> monitors;
  std::unique_ptr<RunSoFar> so_far;
  std::unique_ptr<LoadControl> control;
  std::unique_ptr<Checkpoint> checkpoint;
  std::optional<VerdictWatch> watch;  // of a run until its verdict
  std::optional<GuardWatch> guard;
  std::unique_ptr<VersionWatch> versions;
  std::unique_ptr<Probing> probing;
  std::size_t segments_told = 1;     // the first is no news
  double version_from_s = 0;         // since when the target is of its version
  bool version_is_changing = false;  // another one is told, and not often enough yet
};

}  // namespace plimsoll
