#pragma once

// Which process to watch: by pid, by the port it listens on, by name. Reads /proc once; no state; any thread.

#include "core/error.h"
#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace plimsoll {

struct FoundTarget {
  int root_pid = 0;
  std::uint64_t start_ticks = 0;   // names this life of the pid
  std::string description;         // "gunicorn 4711"
  std::vector<std::string> notes;  // for the person: other candidates, missing rights, what to pass instead
  // Looks again, for a service that restarts: given the root that lives (0: none), the one that ought to be watched
  // now (0: none to be found). Cheap while the root is still the right one. Empty for a target chosen by its pid.
  std::function<int(int root_pid)> find_again;
  // For a group of processes without a root: those in it now. What they start is only watched where it is in it, too.
  std::function<Reading<std::vector<int>>()> members;
};

// Errors say what was looked for, what was found and what to pass instead.
Result<FoundTarget> find_by_pid(int pid, const ProcRoot& proc = {});
Result<FoundTarget> find_by_port(std::uint16_t port, const ProcRoot& proc = {});
Result<FoundTarget> find_by_name(const std::string& regex, const ProcRoot& proc = {});

}  // namespace plimsoll
