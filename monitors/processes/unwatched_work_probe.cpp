#include "monitors/processes/unwatched_work_probe.h"

#include "monitors/processes/helper_process.h"
#include "monitors/processes/local_connections.h"
#include "monitors/processes/target_finder.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace plimsoll {
namespace {

constexpr double kFairShare = 0.1;     // of the CPU time of what is watched
constexpr double kLeastSeconds = 0.1;  // of CPU time
// Connections may be short, so that a single look misses them; a look at the tables takes milliseconds.
constexpr int kFirstTables = 6, kLooksBetweenTables = 3;
constexpr std::size_t kNamed = 4;
constexpr std::size_t kMostPorts = 8;
constexpr std::size_t kGroupBytes = 8192;

bool contains(const std::vector<int>& pids, int pid) { return std::find(pids.begin(), pids.end(), pid) != pids.end(); }

// Of a line of /proc/PID/cgroup: the service that systemd started; empty where it is another group.
std::string unit_of(const std::string& lines) {
  std::size_t begin = 0;
  while (begin < lines.size()) {
    const auto end = std::min(lines.find('\n', begin), lines.size());
    const auto line = std::string_view(lines).substr(begin, end - begin);
    begin = end + 1;
    const bool of_systemd = line.starts_with("0::") || line.find(":name=systemd:") != std::string_view::npos;
    if (of_systemd && line.ends_with(".service") && line.find("/user@") == std::string_view::npos)
      return std::string(line.substr(line.find('/')));
  }
  return "";
}

// Who listens with all below them, where none of it is watched or above what is.
std::vector<int> others_below(const std::vector<int>& roots, const std::vector<int>& watched,
                              const ProcessFamily& family) {
  std::vector<int> pids;
  for (const int root : roots) {
    const bool is_above =
        std::any_of(watched.begin(), watched.end(), [&](int pid) { return family.descends(pid, root); });
    if (contains(watched, root) || is_above) continue;
    for (const auto& [pid, stat] : family.all())
      if (pid == root || family.descends(pid, root)) pids.push_back(pid);
  }
  return pids;
}

}  // namespace

ProbeReading UnwatchedWorkProbe::read(const ProbeMoment& moment) {
  ProbeReading reading;
  if (told_ || moment.processes == nullptr || moment.processes->empty() || !period_.due(moment.now)) return reading;
  std::vector<int> watched;
  for (const auto& process : *moment.processes) watched.push_back(process.pid);
  const ProcessFamily family(reader_.all());
  if (!std::exchange(begun_, true)) {
    for (const auto& [pid, stat] : family.all()) cpu_at_first_[{pid, stat.start_ticks}] = stat.cpu_seconds;
  } else if (auto found = finding(watched, family)) {
    reading.events.push_back({ProcessEvent::Kind::unwatched, 0, std::move(*found)});
  }
  constexpr int kFirstLooks = 12;
  period_.taken(moment, ++looks_ < kFirstLooks ? Nanos() : std::chrono::minutes(1));
  return reading;
}

double UnwatchedWorkProbe::used_by(const std::vector<int>& pids, const ProcessFamily& family) const {
  double used = 0;
  for (const int pid : pids) {
    const auto* stat = family.find(pid);
    if (!stat) continue;
    const auto before = cpu_at_first_.find({pid, stat->start_ticks});
    used += stat->cpu_seconds - (before == cpu_at_first_.end() ? 0 : before->second);
  }
  return used;
}

std::optional<std::string> UnwatchedWorkProbe::finding(const std::vector<int>& watched, const ProcessFamily& family) {
  const auto watched_took_s = used_by(watched, family);
  const auto enough_s = std::max(kLeastSeconds, kFairShare * watched_took_s);
  std::vector<int> others;
  for (const auto& [pid, stat] : family.all())
    if (pid != getpid() && !contains(watched, pid)) others.push_back(pid);
  // The tables of connections cost milliseconds, and who is behind them is worth that only where others work at all.
  if (used_by(others, family) < enough_s) return std::nullopt;
  for (auto& kin : kin_of(watched, family)) {
    const auto took_s = used_by(kin.pids, family);
    if (took_s < enough_s) continue;
    keep_told(kin);
    return sentence(std::move(kin), took_s, watched_took_s, family);
  }
  return std::nullopt;
}

// A proxy's connections to those behind it are short, so that not all of these are seen at one look.
void UnwatchedWorkProbe::keep_told(const Kin& kin) {
  told_ports_.insert(kin.ports.begin(), kin.ports.end());
  told_ = kin.ports.empty() || told_ports_.size() >= kMostPorts;
}

std::vector<UnwatchedWorkProbe::Kin> UnwatchedWorkProbe::kin_of(const std::vector<int>& watched,
                                                                const ProcessFamily& family) {
  std::vector<Kin> kin;
  add_of_parents(watched, family, kin);
  add_of_unit(watched, family, kin);
  if (looks_ <= kFirstTables || looks_ % kLooksBetweenTables == 1) add_connected(watched, family, kin);
  return kin;
}

void UnwatchedWorkProbe::add_of_parents(const std::vector<int>& watched, const ProcessFamily& family,
                                        std::vector<Kin>& kin) {
  for (const int top : family.tops(watched)) {
    const auto* parent = family.find(family.find(top)->parent_pid);
    if (!parent || !may_supervise(*parent, family)) continue;
    Kin siblings{{}, fmt::format("that {} started too", name_of(*parent)), fmt::format("pid:{}", parent->pid), {}};
    for (const auto& [pid, stat] : family.all())
      if (!contains(watched, pid) && family.descends(pid, parent->pid)) siblings.pids.push_back(pid);
    kin.push_back(std::move(siblings));
  }
}

void UnwatchedWorkProbe::add_of_unit(const std::vector<int>& watched, const ProcessFamily& family,
                                     std::vector<Kin>& kin) const {
  const auto groups_of = [&](int pid) {
    return read_small_file(fmt::format("{}/{}/cgroup", reader_.root(), pid), kGroupBytes).value.value_or("");
  };
  const auto groups = groups_of(watched.front());
  const auto unit = unit_of(groups);
  if (unit.empty() || unit == unit_of(groups_of(getpid()))) return;
  Kin others{{}, fmt::format("of the same unit, {},", unit), "cgroup:" + unit, {}};
  for (const auto& [pid, stat] : family.all())
    if (!contains(watched, pid) && unit_of(groups_of(pid)) == unit) others.pids.push_back(pid);
  kin.push_back(std::move(others));
}

void UnwatchedWorkProbe::add_connected(const std::vector<int>& watched, const ProcessFamily& family,
                                       std::vector<Kin>& kin) {
  for (const auto port : ports_they_use(reader_, watched)) {
    if (behind_ports_.contains(port)) continue;
    auto& roots = behind_ports_[port];
    if (const auto found = find_by_port(port, proc_))
      for (const auto& root : found->roots) roots.push_back(root.pid);
  }
  Kin behind{{}, "", watch_, {}};
  for (const auto port : told_ports_) behind.watch += fmt::format("+port:{}", port);
  for (const auto& [port, roots] : behind_ports_) {
    if (told_ports_.contains(port)) continue;
    const auto pids = others_below(roots, watched, family);
    if (used_by(pids, family) <= 0) continue;
    behind.ports.push_back(port);
    behind.watch += fmt::format("+port:{}", port);
    for (const int pid : pids)
      if (!contains(behind.pids, pid)) behind.pids.push_back(pid);
  }
  if (behind.ports.empty()) return;
  behind.relation = fmt::format("to which its connections lead, on port{} {},", behind.ports.size() == 1 ? "" : "s",
                                fmt::join(behind.ports, ", "));
  kin.push_back(std::move(behind));
}

std::string UnwatchedWorkProbe::sentence(Kin kin, double took_s, double watched_took_s,
                                         const ProcessFamily& family) const {
  std::erase_if(kin.pids, [&](int pid) { return used_by({pid}, family) <= 0; });
  std::stable_sort(kin.pids.begin(), kin.pids.end(),
                   [&](int a, int b) { return used_by({a}, family) > used_by({b}, family); });
  std::string names;
  for (std::size_t i = 0; i < std::min(kin.pids.size(), kNamed); ++i)
    names += (i == 0 ? "" : ", ") + name_of(*family.find(kin.pids[i]));
  if (kin.pids.size() > kNamed) names += fmt::format(" and {} more", kin.pids.size() - kNamed);
  const bool one = kin.pids.size() == 1;
  return fmt::format(
      "watching {}: {} {} {} not watched, and may do its work: {} took {:.1f} s of CPU time, what is "
      "watched took {:.1f} s; --watch {} watches {}",
      watch_, names, kin.relation, one ? "is" : "are", one ? "it" : "they", took_s, watched_took_s, kin.watch,
      kin.ports.empty() ? "all of it"
      : one             ? "it too"
                        : "them too");
}

}  // namespace plimsoll
