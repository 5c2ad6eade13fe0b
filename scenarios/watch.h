#pragma once

// `watch SPEC`: what is watched while the load goes on, and how it is chosen. Plain values of the scenario; any thread.

#include "core/error.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace plimsoll {

// A process with all below it.
struct WatchPid {
  int pid;
};
struct WatchPort {
  std::uint16_t port;
};
struct WatchName {
  std::string regex;
};
using WatchProcess = std::variant<WatchPid, WatchPort, WatchName>;
// Several of them as one thing, which is judged as a whole: of a name all processes that it fits.
struct WatchJoined {
  std::vector<WatchProcess> parts;  // two at least
};
// All that a control group or a container holds.
struct WatchCgroup {
  std::string path;  // below /sys/fs/cgroup, or absolute
};
struct WatchContainer {
  std::string name;  // or id, or the beginning of one
};
// Gauges that the target tells itself.
struct WatchPrometheus {
  std::string url;
  std::vector<std::string> metrics{};  // globs; empty: those of memory that are known by name
};
// What the files below a path take.
struct WatchDisk {
  std::string path;
};
// A watched thing on another machine, by the agent that runs there.
struct WatchAgent {
  std::string host;
  std::uint16_t port;
  std::string spec;                    // what it watches there: "port:5000"
  std::vector<std::string> metrics{};  // of a prometheus: there, as above
};

using WatchSpec = std::variant<WatchPid, WatchPort, WatchName, WatchJoined, WatchCgroup, WatchContainer,
                               WatchPrometheus, WatchDisk, WatchAgent>;

// As it was written: "port:5000".
std::string to_string(const WatchSpec& spec);
// "pid:123", "port:5000", "name:gunicorn.*", "cgroup:/app", "container:web", "prometheus:http://...", "disk:/var/log",
// "agent:HOST:PORT/port:5000", "port:5000+name:worker". Error: none of these, with what was expected.
Result<WatchSpec> parse_watch_spec(std::string_view text);
// Of one or more specs of processes. Error: one of them is something else.
Result<WatchSpec> join(const std::vector<WatchSpec>& parts);

}  // namespace plimsoll
