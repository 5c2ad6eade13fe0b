#pragma once

// What a run watches: what the scenario names, else all that was started as the target, else the listener of a loopback
// target, found by itself.
// Used by the conductor once the target is up, and by the commands that watch without load; no state.

#include "core/error.h"
#include "monitors/probe.h"
#include "scenarios/scenario.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

struct Watched {
  std::string name;  // "port:5000"
  int root_pid = 0;
  std::unique_ptr<Probe> probe;
  std::optional<std::uint64_t> limit_bytes{};  // of its memory; nothing: as the root process has it
};

// As it is at the start: of what has ended, nobody can tell.
std::optional<std::uint64_t> limit_of(const Watched& watched);

struct Watching {
  std::vector<Watched> watched;
  std::vector<std::string> notes{};        // for the person
  std::vector<std::string> watch_notes{};  // where it may be the wrong thing, or not all of the right one
};

// A managed target as it runs.
struct StartedTarget {
  int above_pid = 0;    // the process that holds all that the command started, and only that; 0: nothing was started
  int command_pid = 0;  // the command itself
  std::vector<int> pids{};
};

// What is named, each of it. `target`: whose addresses decide between listeners on its port, and whose certificates
// hold for the addresses of its own host.
Result<Watching> find_watches(const std::vector<WatchSpec>& watches, const Target& target = {});

// Error only where something was named that cannot be watched; what was to be found by itself and is not becomes a
// note.
Result<Watching> find_watched(const Scenario& scenario, const StartedTarget& started);

}  // namespace plimsoll
