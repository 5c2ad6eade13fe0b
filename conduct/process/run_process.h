#pragma once

// A run as a process of its own: started, and found again in the store by whoever comes later. It outlives who started
// it. Functions; any thread.

#include "core/error.h"
#include "core/time.h"

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct RunLaunch {
  std::filesystem::path program;       // plimsoll: this_program()
  std::vector<std::string> arguments;  // behind `plimsoll run`: the scenario and options
  std::filesystem::path directory;     // its working directory
  std::filesystem::path store;         // the file of all runs: it writes itself into it
  std::filesystem::path state;         // a folder of ours: holds ID.control and ID.log while it goes on, and what its
                                       // target says
  std::optional<std::string> scenario_text{};  // on standard input; the arguments name "-" then
  std::string id{};                            // empty: made here
};

struct LaunchedRun {
  std::string id;
  pid_t pid = 0;
  std::filesystem::path control;  // its socket
  std::filesystem::path log;      // what it says
};

// One that was started and is not in the store yet. A value; one thread.
class StartingRun {
 public:
  StartingRun(LaunchedRun run, std::filesystem::path store);

  // Nothing: it is neither in the store nor over. Error: it ended before it came there, with what it said and the kind
  // of its exit code, or took more than a minute and was stopped. Not asked again once it has answered.
  std::optional<Result<LaunchedRun>> look() const;

 private:
  LaunchedRun run_;
  std::filesystem::path store_;
  Instant give_up_;
};

// Returns at once.
Result<StartingRun> start_run(const RunLaunch& launch);
// Returns when it is in the store, or not to come there.
Result<LaunchedRun> launch_run(const RunLaunch& launch);

// "20260131-080509-3f2a", as a run makes it for itself.
std::string new_run_id();

std::filesystem::path this_program();

// Makes it, open to us alone. Error: it cannot be, or somebody else has it.
Result<> prepare_state_folder(const std::filesystem::path& state);

// Beside the store; in /tmp where a socket below it would have too long a path.
std::filesystem::path usual_state_folder(const std::filesystem::path& store);

// Of children that have ended, so that none stays behind as a zombie. Called now and then by whoever launches.
void reap_ended_runs();

}  // namespace plimsoll
