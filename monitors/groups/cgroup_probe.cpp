#include "monitors/groups/cgroup_probe.h"

#include "core/units.h"
#include "monitors/groups/memory_limit.h"
#include "monitors/processes/process_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace plimsoll {
namespace {

using Kind = ProcessEvent::Kind;

std::uint64_t oom_kills_of_machine(const CgroupRoots& roots) {
  const auto text = read_small_file((roots.proc / "vmstat").string(), 65536);
  if (!text) return 0;
  std::istringstream lines(*text);
  std::string key;
  for (std::uint64_t value = 0; lines >> key >> value;)
    if (key == "oom_kill") return value;
  return 0;
}

// Counters begin anew where a group of the same name took the place of another.
std::uint64_t increase(const std::optional<std::uint64_t>& from, const std::optional<std::uint64_t>& to) {
  if (!to) return 0;
  return *to < from.value_or(0) ? *to : *to - from.value_or(0);
}

std::optional<double> rate(const std::optional<double>& from, const std::optional<double>& to, double elapsed_s) {
  if (!from || !to || *to < *from || elapsed_s <= 0) return std::nullopt;
  return (*to - *from) / elapsed_s;
}

}  // namespace

CgroupProbe::CgroupProbe(ControlGroup group, Memory memory, CgroupRoots roots)
    : group_(std::move(group)), memory_(memory), roots_(std::move(roots)) {}

ProbeReading CgroupProbe::read(const ProbeMoment& moment) {
  ProbeReading reading;
  auto figures = read_cgroup(group_);
  reading.unknown = !figures && figures.why == Unread::busy;
  if (reading.unknown) return reading;
  if (before_ && figures && before_->identity == figures->identity) {
    reading.events = deaths(*figures);
    add_cpu(*figures, moment.now, reading);
  } else {  // both, where a container was restarted between two readings
    if (before_ || (!figures && !read_once_)) reading.events.push_back(removal());
    if (figures && read_once_)
      reading.events.push_back({Kind::restarted, 0, fmt::format("{} is there again", label())});
  }
  if (figures) add_values(*figures, reading);
  before_ = figures.value;
  read_at_ = moment.now;
  read_once_ = true;
  oom_kills_of_machine_ = oom_kills_of_machine(roots_);
  return reading;
}

void CgroupProbe::add_values(const CgroupFigures& figures, ProbeReading& reading) const {
  const auto add = [&](const char* name, const auto& value) {
    if (value) reading.values.push_back(probe_value(name, static_cast<double>(*value)));
  };
  reading.values.push_back(probe_value("cgroup_bytes", static_cast<double>(figures.held_bytes)));
  reading.values.back().judged = memory_ == Memory::judged;
  add("cgroup_current_bytes", figures.current_bytes);
  add("cgroup_peak_bytes", figures.peak_bytes);
  add("cgroup_swap_bytes", figures.swap_bytes);
  add("cgroup_anon_bytes", figures.anon_bytes);
  add("cgroup_file_bytes", figures.file_bytes);
  add("cgroup_shmem_bytes", figures.shmem_bytes);
  add("cgroup_sock_bytes", figures.sock_bytes);
  add("cgroup_slab_bytes", figures.slab_bytes);
  add("memory_pressure_some", figures.pressure_some);
  add("memory_pressure_full", figures.pressure_full);
}

void CgroupProbe::add_cpu(const CgroupFigures& figures, Instant now, ProbeReading& reading) const {
  const auto elapsed_s = to_seconds(now - read_at_);
  if (const auto cores = rate(before_->cpu_seconds, figures.cpu_seconds, elapsed_s))
    reading.values.push_back(probe_value("cgroup_cpu_cores", *cores));
  if (const auto cores = rate(before_->cpu_throttled_seconds, figures.cpu_throttled_seconds, elapsed_s))
    reading.values.push_back(probe_value("cgroup_throttled_cores", *cores));
}

std::vector<ProcessEvent> CgroupProbe::deaths(const CgroupFigures& figures) const {
  const auto kills = increase(before_->oom_kills, figures.oom_kills);
  if (kills == 0 && increase(before_->ooms, figures.ooms) == 0) return {};
  const auto limit = memory_limit(group_, roots_);
  const auto held_bytes = std::max(before_->held_bytes, figures.held_bytes);  // a kill gives it back
  const auto held =
      fmt::format("{} of memory in it{}", format_bytes(static_cast<double>(held_bytes)),
                  limit ? fmt::format(", {}: {}", limit->source, format_bytes(static_cast<double>(limit->bytes))) : "");
  if (kills == 0) return {{Kind::out_of_memory, 0, fmt::format("{} ran out of memory ({})", label(), held)}};
  return {{Kind::oom_kill, 0,
           fmt::format("the kernel killed {} of {} for want of memory ({})",
                       kills == 1 ? "a process" : fmt::format("{} processes", kills), label(), held)}};
}

// The counters of the group went with it; what the whole machine counted meanwhile is left.
ProcessEvent CgroupProbe::removal() const {
  const bool killed = read_once_ && oom_kills_of_machine(roots_) > oom_kills_of_machine_;
  return {killed ? Kind::oom_kill : Kind::gone, 0,
          fmt::format("{} has gone{}", label(),
                      killed ? " while the kernel killed a process for want of memory" : ": what it held has stopped")};
}

}  // namespace plimsoll
