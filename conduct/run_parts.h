#pragma once

// What a run is told besides its scenario, and what it is made of. Plain data; whoever begins a run.

#include "conduct/keeping/output_folder.h"
#include "conduct/target/managed_target.h"
#include "conduct/watching/watching.h"
#include "core/error.h"
#include "core/waiting_clock.h"
#include "engine/engine.h"
#include "engine/io_choice.h"
#include "engine/running_load.h"
#include "record/run_record.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>

namespace plimsoll {

struct RunSettings {
  std::string id;             // empty: made of the time
  std::filesystem::path out;  // empty: plimsoll-out/RUN_ID
  std::set<ReportFormat> formats = {ReportFormat::html, ReportFormat::json, ReportFormat::junit, ReportFormat::csv,
                                    ReportFormat::markdown};  // none: no record in the folder either
  std::filesystem::path store;                                // the file of all runs; empty: none
  bool store_is_asked_for = false;  // false: where its usual place cannot be written, that is told and no more
  std::filesystem::path control;    // a socket to change the run by; empty: none
  // For who starts it again: where relative files of options start, and those of the scenario where it is elsewhere.
  std::filesystem::path folder, scenario_folder;
  std::optional<unsigned> threads;  // absent: by the load and the machine
  IoMode io = IoMode::automatic;
};

// What a run is made of: the real things, which a test replaces.
struct RunParts {
  std::function<Result<std::unique_ptr<RunningLoad>>(const Scenario&, const EngineOptions&)> make_load;
  std::function<Result<Watching>(const Scenario&, const StartedTarget& started)> find;
  std::function<Result<std::string>(const Target&)> ask_version;
  WaitingClock* clock;  // outlives the run
  // The scenario's managed target, where it is up already and goes on after the run; null: the run starts its own.
  ManagedTargetProcess* target = nullptr;

  RunParts();
};

// How the load of a run is made, but for who asks whether it is stopped.
EngineOptions engine_options(const RunSettings& settings, std::uint64_t seed, const Redaction& redaction);

// Of a run that was given none; exact in a JSON number.
std::uint64_t fresh_seed();

// The record of a run that begins: its scenario, its machine, and nothing that came of it.
RunRecord begun_record(const Scenario& scenario, const RunSettings& settings);

}  // namespace plimsoll
