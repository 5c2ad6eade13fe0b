#pragma once

// Runs a scenario at one level of load after the other and judges what the levels show together. Each level is a run of
// its own, with its record; a managed target is started once and goes on across them. What the command line holds. Made
// on the main thread before any other exists, as a Conductor is; run on one thread.

#include "conduct/conductor.h"
#include "conduct/sweeps/level_plan.h"
#include "record/sweeps/sweep_record.h"
#include "reports/sweeps/sweep_verdict.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct SweepPlan {
  SweepLevels levels;
  Nanos warmup = std::chrono::seconds(5);  // of each level
  Nanos hold = std::chrono::seconds(20);   // after it; of a low rate longer, until some arrivals came
  std::vector<SweepRequirement> requirements{};
};

// Says what it has to be told: `next` before a level, `done` after it. Either may be empty.
struct SweepListener {
  std::function<void(const SweepRecord& so_far, double level, std::size_t of)> next{};  // of: 0 where nobody knows
  std::function<void(const SweepRecord& so_far, const SweepLevel& level)> done{};
  Conductor::OnStatus status{};
};

class Sweep {
 public:
  // Makes the output folder and starts a managed target. Error: either cannot be had, or the scenario's load is none
  // that has a level.
  static Result<Sweep> prepare(Scenario scenario, const RunSettings& settings, SweepPlan plan, RunParts parts = {});

  // To the end, whatever happens; the reports are written after each level.
  void run(Interrupts& interrupts, const SweepListener& listener);

  const SweepRecord& record() const noexcept { return record_; }
  const std::filesystem::path& folder() const noexcept { return folder_; }
  const Scenario& scenario() const noexcept { return scenario_; }
  ManagedTargetProcess* managed_target() noexcept { return managed_.get(); }
  bool keeps_results() const noexcept { return !settings_.formats.empty(); }

 private:
  Sweep(Scenario scenario, RunSettings settings, SweepPlan plan, RunParts parts);

  void try_level(double level, Interrupts& interrupts, const SweepListener& listener);
  Scenario scenario_at(double level) const;
  RunSettings settings_at(double level) const;
  void refuse_level(double level, const Error& error);
  std::string& why_none(int exit_code);
  void add(SweepLevel level);
  void tell_wellness(const RunRecord& run, const SweepLevel& level);
  void recover(const Interrupts& interrupts);
  std::optional<Nanos> ask_once(const Scenario& scenario, const Interrupts& interrupts) const;
  Nanos hold_of(double level) const;
  void judge(const Interrupts& interrupts);
  void write();

  Scenario scenario_;
  RunSettings settings_;
  SweepPlan plan_;
  RunParts parts_;
  LevelPlan levels_;
  std::filesystem::path folder_;
  std::unique_ptr<ManagedTargetProcess> managed_;  // its address stays: levels are told it
  SweepRecord record_;
  std::optional<Nanos> calm_;  // the longest answer of the calmest level
  bool is_unwell_ = false;     // the level before was too much
  SweepEnding ending_;         // as far as it is known
};

}  // namespace plimsoll
