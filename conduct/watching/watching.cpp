#include "conduct/watching/watching.h"

#include "conduct/watching/agent_access.h"
#include "conduct/watching/target_addresses.h"
#include "engine/asking/http_fetch.h"
#include "monitors/combined_probe.h"
#include "monitors/files/disk_probe.h"
#include "monitors/gpu/gpu_probe.h"
#include "monitors/groups/cgroup_probe.h"
#include "monitors/groups/container_finder.h"
#include "monitors/groups/group_probe.h"
#include "monitors/groups/memory_limit.h"
#include "monitors/mappings/mapping_probe.h"
#include "monitors/metrics/prometheus_probe.h"
#include "monitors/processes/process_family.h"
#include "monitors/processes/process_probe.h"
#include "monitors/processes/shared_files_probe.h"
#include "monitors/processes/target_finder.h"
#include "monitors/processes/unwatched_work_probe.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <variant>

namespace plimsoll {
namespace {

constexpr Nanos kScrapeTimeout = std::chrono::seconds(5);

void note_once(Watching& watching, std::string note) {
  auto& notes = watching.notes;
  if (!note.empty() && std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
}

std::unique_ptr<Probe> gpu_probe(Watching& watching) {
  GpuSources sources;
  const char* library = std::getenv("PLIMSOLL_NVML");
  if (library != nullptr && *library != '\0') sources.nvml_library = library;
  auto setup = open_gpu_probe(sources);
  note_once(watching, std::move(setup.note));
  return std::move(setup.probe);
}

// With what is read of the same processes from other sides.
std::unique_ptr<Probe> probe_of(const std::string& name, FoundTarget found, Watching& watching) {
  // Of a service that has a control group to itself, the kernel tells there whether it killed a process of it.
  const auto group = control_group_of_its_own(found.root_pid());
  const int above_pid = found.above_pid;
  std::vector<std::unique_ptr<Probe>> probes;
  probes.push_back(std::make_unique<ProcessProbe>(std::move(found)));
  if (group) probes.push_back(std::make_unique<CgroupProbe>(*group, CgroupProbe::Memory::shown));
  probes.push_back(std::make_unique<SharedFilesProbe>());
  // Who names a single process means it, and of a command all is watched.
  if (above_pid == 0 && name.find("port:") != std::string::npos)
    probes.push_back(std::make_unique<UnwatchedWorkProbe>(name));
  if (auto gpu = gpu_probe(watching)) probes.push_back(std::move(gpu));
  probes.push_back(std::make_unique<MappingProbe>());
  return std::make_unique<CombinedProbe>(std::move(probes));
}

void add(Watching& watching, std::string name, FoundTarget found) {
  for (auto& note : found.notes) watching.watch_notes.push_back(fmt::format("watching {}: {}", name, note));
  const int root_pid = found.root_pid();
  auto probe = probe_of(name, std::move(found), watching);
  watching.watched.push_back({std::move(name), root_pid, std::move(probe)});
}

bool contains(const std::vector<int>& pids, int pid) { return std::find(pids.begin(), pids.end(), pid) != pids.end(); }

void add_group(Watching& watching, std::string name, NamedGroup named) {
  const auto pids = processes_of(named.group, ProcessTree::kMaxMembers).value.value_or(std::vector<int>());
  if (pids.empty()) watching.watch_notes.push_back(fmt::format("watching {}: no process is in it yet", name));
  if (contains(pids, getpid()))
    watching.watch_notes.push_back(fmt::format("watching {}: plimsoll runs in it too, and its memory counts", name));
  const auto limit = memory_limit(named.group);
  std::vector<std::unique_ptr<Probe>> probes;
  probes.push_back(std::make_unique<GroupProbe>(std::move(named)));
  if (auto gpu = gpu_probe(watching)) probes.push_back(std::move(gpu));
  probes.push_back(std::make_unique<MappingProbe>());
  watching.watched.push_back({std::move(name), 0, std::make_unique<CombinedProbe>(std::move(probes)),
                              limit ? std::optional(limit->bytes) : std::nullopt});
}

// A GET of what a service tells of itself, on a connection of its own each time: the service may restart.
Result<Scrape> scrape_of(const std::string& text, const Target& target) {
  auto url = parse_url(text);
  if (url.has_error()) return url.error();
  Target there;
  there.url = *url;
  if (url->host == target.url.host) there.tls = target.tls;
  // An address is kept without the slash that it may need; one without a path has its metrics where all have them.
  const std::string path = url->base_path.empty() ? "/metrics" : text.ends_with('/') ? "/" : "";
  return Scrape([there, path] { return http_get(there, path, kScrapeTimeout); });
}

// One for each kind of watch: finds the thing, adds it.
struct Add {
  Watching& watching;
  const WatchSpec& spec;
  const Target& target;

  std::optional<Error> operator()(const WatchPid& watch) const { return process(find_by_pid(watch.pid)); }
  std::optional<Error> operator()(const WatchPort& watch) const { return process(find_listener(watch)); }
  std::optional<Error> operator()(const WatchName& watch) const { return process(find_by_name(watch.regex)); }
  std::optional<Error> operator()(const WatchJoined& watch) const {
    std::vector<FoundTarget> parts;
    for (const auto& part : watch.parts) {
      auto found = find_part(part);
      if (found.has_error()) return found.error();
      parts.push_back(std::move(*found));
    }
    return process(joined(std::move(parts)));
  }
  std::optional<Error> operator()(const WatchCgroup& watch) const {
    const auto group = find_control_group(watch.path);
    if (group.has_error()) return group.error();
    add_group(watching, to_string(spec), {*group, "cgroup " + group->name()});
    return std::nullopt;
  }
  std::optional<Error> operator()(const WatchContainer& watch) const {
    const auto find = [name = watch.name] {
      return find_container(name, {{}, container_sockets(), http_get_over_socket});
    };
    auto found = find();
    if (found.has_error()) return found.error();
    add_group(watching, to_string(spec), {found->group, "container " + found->name, [find] {
                                            const auto again = find();
                                            return again ? std::optional(again->group) : std::nullopt;
                                          }});
    return std::nullopt;
  }
  std::optional<Error> operator()(const WatchPrometheus& watch) const { return prometheus(watch); }
  std::optional<Error> operator()(const WatchDisk& watch) const { return disk(watch); }
  std::optional<Error> operator()(const WatchAgent& watch) const {
    auto probe = open_agent_probe(watch);
    if (probe.has_error()) return probe.error();
    for (const auto& note : (*probe)->notes())
      watching.watch_notes.push_back(fmt::format("watching {}: {}", to_string(spec), note));
    const auto limit = (*probe)->limit_bytes();
    watching.watched.push_back({to_string(spec), 0, std::move(*probe), limit});
    return std::nullopt;
  }

  Result<FoundTarget> find_listener(const WatchPort& watch) const {
    return find_by_port(watch.port, {},
                        watch.port == target.url.port ? addresses_of(target) : std::vector<std::string>());
  }

  Result<FoundTarget> find_part(const WatchProcess& part) const {
    if (const auto* pid = std::get_if<WatchPid>(&part)) return find_by_pid(pid->pid);
    if (const auto* port = std::get_if<WatchPort>(&part)) return find_listener(*port);
    return find_all_by_name(std::get<WatchName>(part).regex);
  }

  std::optional<Error> process(Result<FoundTarget> found) const {
    if (found.has_error()) return found.error();
    add(watching, to_string(spec), std::move(*found));
    return std::nullopt;
  }

  std::optional<Error> prometheus(const WatchPrometheus& watch) const {
    auto scrape = scrape_of(watch.url, target);
    if (scrape.has_error()) return scrape.error();
    auto probe = std::make_unique<PrometheusProbe>(watch.url, watch.metrics, std::move(*scrape));
    if (auto error = probe->try_out()) return error;
    watching.watched.push_back({to_string(spec), 0, std::move(probe)});
    return std::nullopt;
  }

  std::optional<Error> disk(const WatchDisk& watch) const {
    if (const auto there = DiskUsageWalk::begin(watch.path); there.has_error())
      return Error{ErrorKind::unavailable, "cannot watch disk:" + there.error().message};
    watching.watched.push_back({to_string(spec), 0, std::make_unique<DiskProbe>(watch.path)});
    return std::nullopt;
  }
};

Result<FoundTarget> find_listener_of(const Target& target) {
  if (target.url.socket_path.empty()) return find_by_port(target.url.port, {}, addresses_of(target));
  return Error{ErrorKind::unavailable,
               "who listens on a Unix socket is not looked for: pass --watch pid:N or name:REGEX"};
}

void watch_listener(const Target& target, Watching& watching) {
  auto listener = find_listener_of(target);
  if (listener.has_value()) return add(watching, fmt::format("port:{}", target.url.port), std::move(*listener));
  watching.watch_notes.push_back("memory is not watched: " + listener.error().message);
}

// Those of `found` that were started; no others are looked for again.
void keep_started(FoundTarget& found, const StartedTarget& started) {
  std::erase_if(found.roots, [&](const auto& root) { return !contains(started.pids, root.pid); });
  found.find_again = [find = std::move(found.find_again), above = started.above_pid](const auto& roots) {
    auto again = find(roots);
    const ProcessFamily family(ProcessReader().all());
    std::erase_if(again, [&](int pid) { return !family.descends(pid, above); });
    return again;
  };
}

// All that the command started, wherever it went: it is below the process that holds it, the reaper of all that lost
// their parents. The listener is the service itself, where the command may be no more than its shell.
void watch_started(const Target& target, const StartedTarget& started, Watching& watching) {
  const auto name = fmt::format("port:{}", target.url.port);
  auto listener = find_listener_of(target);
  if (listener.has_value()) {
    const auto description = listener->description;
    keep_started(*listener, started);
    listener->above_pid = started.above_pid;
    if (!listener->roots.empty()) return add(watching, name, std::move(*listener));
    watching.watch_notes.push_back(fmt::format(
        "{} listens on port {}, and the command that was started did not start it: what the command started "
        "is watched, and not the listener; pass --watch port:{} to watch that",
        description, target.url.port, target.url.port));
  }
  auto command = find_by_pid(started.command_pid);
  if (command.has_error() && !started.pids.empty()) command = find_by_pid(started.pids.front());
  if (command.has_error()) return watching.watch_notes.push_back("memory is not watched: " + command.error().message);
  command->above_pid = started.above_pid;
  add(watching, fmt::format("pid:{}", command->root_pid()), std::move(*command));
}

}  // namespace

std::optional<std::uint64_t> limit_of(const Watched& watched) {
  if (watched.limit_bytes || watched.root_pid == 0) return watched.limit_bytes;
  const auto limit = memory_limit(watched.root_pid);
  return limit ? std::optional(limit->bytes) : std::nullopt;
}

Result<Watching> find_watches(const std::vector<WatchSpec>& watches, const Target& target) {
  Watching watching;
  for (const auto& spec : watches)
    if (const auto error = std::visit(Add{watching, spec, target}, spec))
      return Error{ErrorKind::unavailable, error->message};
  return watching;
}

Result<Watching> find_watched(const Scenario& scenario, const StartedTarget& started) {
  const auto& target = scenario.target;
  const auto& monitoring = scenario.monitoring;
  if (!monitoring.watches.empty()) return find_watches(monitoring.watches, target);
  Watching watching;
  if (monitoring.automatic && !started.pids.empty())
    watch_started(target, started, watching);
  else if (monitoring.automatic && target.url.is_loopback())
    watch_listener(target, watching);
  return watching;
}

}  // namespace plimsoll
