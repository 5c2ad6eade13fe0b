#pragma once

// Runs a scenario from beginning to end: the target, its memory, the load, the judgement, the thresholds; the run
// record holds it all. What the command line holds. Made on the main thread before any other exists, because a managed
// target is started then; run on one thread.

#include "conduct/control/control_socket.h"
#include "conduct/interrupts.h"
#include "conduct/keeping/output_folder.h"
#include "conduct/so_far/live_status.h"
#include "conduct/target/managed_target.h"
#include "conduct/target/target_log.h"
#include "conduct/watching/watching.h"
#include "core/error.h"
#include "core/waiting_clock.h"
#include "engine/engine.h"
#include "engine/io_choice.h"
#include "engine/running_load.h"
#include "record/run_record.h"
#include "scenarios/scenario.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace plimsoll {

struct RunPhase;

struct RunSettings {
  std::string id;             // empty: made of the time
  std::filesystem::path out;  // empty: plimsoll-out/RUN_ID
  std::set<ReportFormat> formats = {ReportFormat::html, ReportFormat::json, ReportFormat::junit, ReportFormat::csv,
                                    ReportFormat::markdown};  // none: no record in the folder either
  std::filesystem::path store;                                // the file of all runs; empty: none
  bool store_is_asked_for = false;  // false: where its usual place cannot be written, that is told and no more
  std::filesystem::path control;    // a socket to change the run by; empty: none
  std::optional<unsigned> threads;  // absent: by the load and the machine
  IoMode io = IoMode::automatic;
};

// What a run is made of: the real things, which a test replaces.
struct RunParts {
  std::function<Result<std::unique_ptr<RunningLoad>>(const Scenario&, const EngineOptions&)> make_load;
  std::function<Result<Watching>(const Scenario&, const StartedTarget& started)> find;
  std::function<Result<std::string>(const Target&)> ask_version;
  WaitingClock* clock;  // outlives the run

  RunParts();
};

class Conductor {
 public:
  using OnStatus = std::function<void(const LiveStatus&)>;

  // Makes the output folder and starts a managed target. Error: either cannot be had, or the io_uring that was asked
  // for, or the machine has no room for the load; nothing is left running.
  static Result<Conductor> prepare(Scenario scenario, const RunSettings& given, RunParts parts = {});

  // To the end, whatever happens; the reports are written. `on_status` is called about once a second; it may be empty.
  void run(Interrupts& interrupts, const OnStatus& on_status);

  const RunRecord& record() const noexcept { return record_; }
  const OutputFolder& folder() const noexcept { return folder_; }
  bool keeps_results() const noexcept { return !settings_.formats.empty(); }  // in that folder
  ManagedTargetProcess* managed_target() noexcept { return managed_ ? &*managed_ : nullptr; }
  const Scenario& scenario() const noexcept { return *scenario_; }

 private:
  Conductor(Scenario scenario, RunSettings settings, OutputFolder folder, std::optional<ManagedTargetProcess> managed,
            std::optional<ControlSocket> control);

  struct RunInProgress;  // what one run holds while it goes on
  bool bring_up(Interrupts& interrupts);
  bool send_before_all(const Interrupts& interrupts);
  void send_after_all(const Interrupts& interrupts);
  bool make_load(RunInProgress& run);
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
  void cool_down(RunInProgress& run, Interrupts& interrupts, const OnStatus& on_status);
  void conclude(const Interrupts& interrupts);
  void tell_problems(const std::vector<std::string>& problems);

  std::unique_ptr<Scenario> scenario_;  // its address stays: the engine refers to it
  RunSettings settings_;
  RunParts parts_;
  OutputFolder folder_;
  std::optional<ManagedTargetProcess> managed_;
  std::unique_ptr<TargetLog> target_log_;  // of a managed target
  std::optional<ControlSocket> control_;
  RunRecord record_;
  std::string unavailable_;                   // exit 69: why
  std::vector<std::string> internal_errors_;  // exit 70
  std::string guard_;                         // why it ended the run
  std::vector<CapturedValue> captured_;       // before the load
  bool interrupted_ = false;
  bool ended_by_verdict_ = false;
  int cooldown_interrupts_ = 0;  // ended the cool-down, not the run
};

}  // namespace plimsoll
