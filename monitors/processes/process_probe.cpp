#include "monitors/processes/process_probe.h"

#include "core/units.h"
#include "monitors/processes/process_runtime.h"
#include "monitors/processes/socket_counter.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace plimsoll {

ProcessProbe::ProcessProbe(FoundTarget target, const ProcRoot& proc) : reader_(proc), tree_(std::move(target), proc) {}

ProbeReading ProcessProbe::read(const ProbeMoment& moment) {
  could_look_ = tree_.refresh(moment.now);
  const bool with_rollup = rollup_.due(moment.now);
  ProbeReading reading;
  for (const auto& member : tree_.members())
    if (auto one = could_look_ ? sample(member, with_rollup) : std::nullopt)
      reading.processes.push_back(std::move(*one));
  if (!could_look_) return gap();
  if (with_rollup && rollup_.taken(moment)) events_.push_back(backed_off(moment, "PSS, USS and sockets are"));
  add_values_of_tree(moment, reading);
  reading.events = take_events();
  return reading;
}

ProbeReading ProcessProbe::gap() {
  if (!std::exchange(gap_reported_, true))
    events_.push_back({ProcessEvent::Kind::unread, 0,
                       fmt::format("{} could not be read for want of descriptors or memory of plimsoll's own: there "
                                   "are no samples until it can be; raise ulimit -n",
                                   tree_.description())});
  ProbeReading reading;
  reading.unknown = true;
  reading.events = take_events();
  return reading;
}

std::vector<ProcessEvent> ProcessProbe::take_events() {
  auto events = tree_.take_events();
  std::move(events_.begin(), events_.end(), std::back_inserter(events));
  events_.clear();
  return events;
}

void ProcessProbe::add_values_of_tree(const ProbeMoment& moment, ProbeReading& reading) {
  if (reading.processes.empty()) return;
  if (const auto zombies = tree_.zombies())
    reading.values.push_back(probe_value("zombies", static_cast<double>(*zombies)));
  if (!sockets_.due(moment.now)) return;
  std::vector<int> pids;
  for (const auto& process : reading.processes) pids.push_back(process.pid);
  if (const auto counts = count_sockets(reader_, pids)) {
    reading.values.push_back(probe_value("sockets", static_cast<double>(counts->sockets)));
    reading.values.push_back(probe_value("close_wait", static_cast<double>(counts->close_wait)));
  }
  sockets_.taken(moment);  // what PSS tells of its period holds for this one
}

std::optional<ProcessSample> ProcessProbe::sample(const TreeMember& member, bool with_rollup) {
  const int pid = member.stat.pid;
  const auto memory = reader_.memory(pid);
  if (!memory && memory.why == Unread::busy) could_look_ = false;
  if (!memory && (memory.why == Unread::gone || memory.why == Unread::busy)) return std::nullopt;
  // Memory is given back before a process is seen as ended.
  if (memory && !memory->rss_bytes) return std::nullopt;

  ProcessSample sample;
  sample.pid = pid;
  sample.parent_pid = member.stat.parent_pid;
  sample.life = member.life;
  sample.is_root = tree_.is_root(member);
  sample.command = member.stat.command;
  sample.program = member.program;
  sample.runtime = runtime_of(member, with_rollup);
  sample.threads = member.stat.threads;
  sample.cpu_seconds = member.stat.cpu_seconds;
  sample.start_ticks = member.stat.start_ticks;
  sample.started_at = member.started_at;
  sample.minor_faults = member.stat.minor_faults;
  sample.major_faults = member.stat.major_faults;
  if (memory) {
    sample.rss_bytes = memory->rss_bytes;
    sample.swap_bytes = memory->swap_bytes;
    sample.shmem_bytes = memory->rss_shmem_bytes;
    if (memory->rss_anon_bytes) sample.anon_bytes = *memory->rss_anon_bytes + memory->swap_bytes.value_or(0);
  } else {
    report_rights(member, "memory");
  }
  if (with_rollup && sample.rss_bytes > kMostWalkedBytes) {
    report_size(member, *sample.rss_bytes);
  } else if (with_rollup) {
    const auto rollup = reader_.rollup(pid);
    if (rollup) {
      sample.pss_bytes = rollup->pss_bytes + rollup->swap_pss_bytes;
      sample.uss_bytes = rollup->private_bytes;
    } else if (rollup.why == Unread::gone) {
      return std::nullopt;
    } else if (rollup.why == Unread::not_permitted) {
      report_rights(member, reader_.open_fds(pid) ? "PSS and USS" : "PSS, USS and open files");
    }
  }
  if (const auto fds = reader_.open_fds(pid)) sample.fds = *fds;
  if (!with_rollup) return sample;
  if (const auto limit = reader_.open_fds_limit(pid)) sample.fds_limit = *limit;
  return sample;
}

// Of one that has just started it may not be told yet.
const std::string& ProcessProbe::runtime_of(const TreeMember& member, bool again) {
  constexpr int kLooks = 3;
  constexpr std::size_t kMostKept = 4 * ProcessTree::kMaxMembers;
  if (runtimes_.size() > kMostKept) runtimes_.clear();  // of those that ended
  auto& [name, looks] = runtimes_[member.life];
  const bool is_certain = !name.empty() && name != "native";
  if (looks == 0 || (again && !is_certain && looks < kLooks)) {
    ++looks;
    name = runtime_of_process(reader_, member.stat.pid);
  }
  return name;
}

void ProcessProbe::report_size(const TreeMember& member, std::uint64_t rss_bytes) {
  if (std::exchange(size_reported_, true)) return;
  events_.push_back({ProcessEvent::Kind::unread, member.stat.pid,
                     fmt::format("PSS and USS of {} are not read: with {} it would be held up for too long",
                                 name_of(member.stat), format_bytes(static_cast<double>(rss_bytes)))});
}

void ProcessProbe::report_rights(const TreeMember& member, std::string what) {
  if (std::exchange(rights_reported_, true)) return;
  events_.push_back({ProcessEvent::Kind::rights, member.stat.pid,
                     fmt::format("{} of {} may not be read: run plimsoll as the user of that process, as root "
                                 "or with CAP_SYS_PTRACE",
                                 what, name_of(member.stat))});
}

}  // namespace plimsoll
