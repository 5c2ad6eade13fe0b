#pragma once

// Which processes to watch: by pid, by the port they listen on, by name. Reads /proc once; no state; any thread.

#include "core/error.h"
#include "monitors/processes/process_reader.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace plimsoll {

struct FoundRoot {
  int pid = 0;
  std::uint64_t start_ticks = 0;  // names this life of the pid
};

struct FoundTarget {
  // Each is watched with all below it. Several: they listen on one port together, or were named together. None: a
  // group.
  std::vector<FoundRoot> roots;
  std::string description;         // "gunicorn 4711"
  std::vector<std::string> notes;  // for the person: other candidates, missing rights, what to pass instead
  // Of a command that was started: all below this process is watched, wherever it went, and not the process itself.
  int above_pid = 0;
  // Looks again, for a service that restarts: given the roots that live, those that ought to be watched now (empty:
  // none to be found). Cheap while they are still the right ones. Empty for a target chosen by its pid.
  std::function<std::vector<int>(const std::vector<int>& roots)> find_again;
  // For a group of processes without a root: those in it now. What they start is only watched where it is in it, too.
  std::function<Reading<std::vector<int>>()> members;

  int root_pid() const { return roots.empty() ? 0 : roots.front().pid; }
};

// Errors say what was looked for, what was found and what to pass instead.
Result<FoundTarget> find_by_pid(int pid, const ProcRoot& proc = {});
// `addresses`: numeric, of the target, as it is connected to; they decide which of several listeners it is.
Result<FoundTarget> find_by_port(std::uint16_t port, const ProcRoot& proc = {},
                                 const std::vector<std::string>& addresses = {});
// Error too where several trees of processes fit.
Result<FoundTarget> find_by_name(const std::string& regex, const ProcRoot& proc = {});
// All that fit.
Result<FoundTarget> find_all_by_name(const std::string& regex, const ProcRoot& proc = {});

// All of them as one thing.
FoundTarget joined(std::vector<FoundTarget> targets);

}  // namespace plimsoll
