#pragma once

// Runs a scenario from beginning to end: the target, its memory, the load, the judgement, the thresholds; the run
// record holds it all. What the command line holds. Made on the main thread before any other exists, because a managed
// target is started then; run on one thread.

#include "conduct/around_load.h"
#include "conduct/bringing_up.h"
#include "conduct/control/control_socket.h"
#include "conduct/interrupts.h"
#include "conduct/keeping/output_folder.h"
#include "conduct/run_parts.h"
#include "conduct/so_far/live_status.h"
#include "conduct/target/managed_target.h"
#include "conduct/target/target_log.h"
#include "core/error.h"
#include "engine/results/redaction.h"
#include "engine/running_load.h"
#include "record/run_record.h"
#include "reports/verdict/run_verdict.h"
#include "scenarios/scenario.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct RunInProgress;
struct RunPhase;

class Conductor {
 public:
  using OnStatus = std::function<void(const LiveStatus&)>;
  using OnBegun = std::function<void()>;

  // Makes the output folder and starts a managed target. Error: either cannot be had, or the io_uring that was asked
  // for, or the machine has no room for the load; nothing is left running.
  static Result<Conductor> prepare(Scenario scenario, const RunSettings& given, RunParts parts = {});

  // To the end, whatever happens; the reports are written. `on_status` is called about once a second, `on_begun` once,
  // when the run is in the store and answers to those who steer it, before its target is waited for. Both may be empty.
  void run(Interrupts& interrupts, const OnStatus& on_status, const OnBegun& on_begun = {});

  const RunRecord& record() const noexcept { return record_; }
  const OutputFolder& folder() const noexcept { return folder_; }
  bool keeps_results() const noexcept { return !settings_.formats.empty(); }  // in that folder
  ManagedTargetProcess* managed_target() noexcept { return managed_ ? &*managed_ : parts_.target; }
  const Scenario& scenario() const noexcept { return *scenario_; }

 private:
  Conductor(Scenario scenario, RunSettings settings, OutputFolder folder, std::optional<ManagedTargetProcess> managed,
            std::optional<ControlSocket> control);

  bool is_refused(const Error& error, bool is_unwanted);
  bool send_before_all(const RunInProgress& run, const Interrupts& interrupts);
  void send_after_all(const Interrupts& interrupts);
  BringingUp bringing_up(const RunInProgress& run, const Interrupts& interrupts);
  bool bring_up(const RunInProgress& run, const Interrupts& interrupts);
  bool make_load(RunInProgress& run, const Interrupts& interrupts);
  bool probe_alone(RunInProgress& run, const Interrupts& interrupts);
  bool find_processes(RunInProgress& run);
  void watch_and_load(RunInProgress& run, Interrupts& interrupts, const OnStatus& on_status);
  void open_to_control(RunInProgress& run);
  static void publish_news(RunInProgress& run);
  static void tell_versions(RunInProgress& run);
  void gather_versions(const RunInProgress& run);
  void drive(RunInProgress& run, Interrupts& interrupts, const OnStatus& on_status);
  void look_at_memory(RunInProgress& run);
  void look_at_target(double elapsed_s);
  void look_at_guard(RunInProgress& run, const Snapshot& counted);
  RunPhase phase_of(const RunInProgress& run, const Interrupts& interrupts) const;
  void gather(RunInProgress& run, const Interrupts& interrupts);
  void audit(const Interrupts& interrupts);
  void cool_down(RunInProgress& run, Interrupts& interrupts, const OnStatus& on_status);
  void conclude(const Interrupts& interrupts);
  void tell_problems(const std::vector<std::string>& problems);

  std::unique_ptr<Scenario> scenario_;  // its address stays: the engine refers to it
  Redaction redaction_;                 // of every part of the run
  AroundLoad around_;
  RunSettings settings_;
  RunParts parts_;
  OutputFolder folder_;
  std::optional<ManagedTargetProcess> managed_;
  std::unique_ptr<TargetLog> target_log_;  // of a managed target
  std::optional<ControlSocket> control_;
  RunRecord record_;
  Ending ending_;  // as far as it is known
  bool ended_by_verdict_ = false;
  int cooldown_interrupts_ = 0;  // ended the cool-down, not the run
};

}  // namespace plimsoll
