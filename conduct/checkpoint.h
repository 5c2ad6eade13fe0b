#pragma once

// The record as far as the run has come, written while it goes on: what is left of a run that is killed outright. Once
// a second, and seldom enough to cost no more than 0.1 % of a core. Owned by whoever drives the run; its thread.

#include "conduct/output_folder.h"
#include "engine/engine.h"
#include "record/run_record.h"
#include "record/timeline.h"

#include <functional>
#include <vector>

namespace plimsoll {

class Checkpoint {
 public:
  using Monitors = std::function<std::vector<MonitorRecord>()>;

  // `begun`: what is known before the load; `monitors`: what they have seen so far.
  Checkpoint(const OutputFolder& folder, const RunRecord& begun, Monitors monitors);

  void add(const Interval& second, const Timeline& timeline);
  void add_watched(double duration_s);  // where nothing but the monitors is

 private:
  bool is_due() const;
  void write();

  const OutputFolder& folder_;
  Monitors monitors_;
  RunRecord record_;
  Instant next_{};
};

}  // namespace plimsoll
