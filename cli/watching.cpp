#include "cli/watching.h"

#include "monitors/process_probe.h"
#include "monitors/target_finder.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

Result<FoundTarget> find(const WatchSpec& spec) {
  if (const auto* pid = std::get_if<WatchPid>(&spec)) return find_by_pid(pid->pid);
  if (const auto* port = std::get_if<WatchPort>(&spec)) return find_by_port(port->port);
  return find_by_name(std::get<WatchName>(spec).regex);
}

void add(Watching& watching, std::string name, FoundTarget found) {
  for (auto& note : found.notes) watching.notes.push_back(fmt::format("watching {}: {}", name, note));
  const int root_pid = found.root_pid;
  watching.watched.push_back({std::move(name), root_pid, std::make_unique<ProcessProbe>(std::move(found))});
}

bool contains(const std::vector<int>& pids, int pid) { return std::find(pids.begin(), pids.end(), pid) != pids.end(); }

// Of a managed target the listener is the service itself, where the command may be no more than its shell.
void watch_by_itself(const Scenario& scenario, const std::vector<int>& managed_pids, Watching& watching) {
  const auto& url = scenario.target.url;
  const auto name = fmt::format("port:{}", url.port);
  auto listener = url.socket_path.empty()
                      ? find_by_port(url.port)
                      : Result<FoundTarget>(
                            Error{ErrorKind::unavailable,
                                  "who listens on a Unix socket is not looked for: pass --watch pid:N or name:REGEX"});
  const bool usable = listener.has_value() && (managed_pids.empty() || contains(managed_pids, listener->root_pid));
  if (usable) return add(watching, name, std::move(*listener));
  if (!managed_pids.empty()) {
    if (auto command = find_by_pid(managed_pids.front()); command.has_value())
      return add(watching, fmt::format("pid:{}", managed_pids.front()), std::move(*command));
  }
  watching.notes.push_back(fmt::format("memory is not watched: {}", listener.has_error()
                                                                        ? listener.error().message
                                                                        : "the listener is not what was started"));
}

}  // namespace

bool is_loopback(const std::string& host) { return host == "localhost" || host == "::1" || host.starts_with("127."); }

Result<Watching> find_watched(const Scenario& scenario, const std::vector<int>& managed_pids) {
  Watching watching;
  const auto& monitoring = scenario.monitoring;
  if (!monitoring.watches.empty()) {
    for (const auto& spec : monitoring.watches) {
      auto found = find(spec);
      if (found.has_error()) return Error{ErrorKind::unavailable, found.error().message};
      add(watching, to_string(spec), std::move(*found));
    }
  } else if (monitoring.automatic && (!managed_pids.empty() || is_loopback(scenario.target.url.host))) {
    watch_by_itself(scenario, managed_pids, watching);
  }
  return watching;
}

}  // namespace plimsoll
