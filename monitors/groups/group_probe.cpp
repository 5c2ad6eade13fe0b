#include "monitors/groups/group_probe.h"

#include <iterator>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;

constexpr Nanos kSearchPeriod = 2s;

FoundTarget target_of(std::string description, std::shared_ptr<const ControlGroup> group) {
  FoundTarget target;
  target.description = std::move(description);
  target.members = [group = std::move(group)] { return processes_of(*group, ProcessTree::kMaxMembers + 1); };
  return target;
}

bool has_gone(const ControlGroup& group) {
  const auto figures = read_cgroup(group);
  return !figures && figures.why == Unread::gone;
}

}  // namespace

GroupProbe::GroupProbe(NamedGroup named, const CgroupRoots& roots)
    : group_(std::make_shared<ControlGroup>(std::move(named.group))),
      find_again_(std::move(named.find_again)),
      processes_(target_of(named.description, group_), ProcRoot{roots.proc}),
      cgroup_(*group_, CgroupProbe::Memory::judged, roots),
      files_(roots.proc.string()) {
  cgroup_.call_it(std::move(named.description));
}

ProbeReading GroupProbe::read(const ProbeMoment& moment) {
  if (find_again_ && moment.now >= next_search_ && has_gone(*group_)) look_again(moment.now);
  auto reading = processes_.read(moment);
  auto here = moment;
  here.processes = &reading.processes;
  for (Probe* probe : {static_cast<Probe*>(&cgroup_), static_cast<Probe*>(&files_)}) {
    auto more = probe->read(here);
    reading.unknown = reading.unknown || more.unknown;
    std::move(more.values.begin(), more.values.end(), std::back_inserter(reading.values));
    std::move(more.events.begin(), more.events.end(), std::back_inserter(reading.events));
  }
  return reading;
}

void GroupProbe::look_again(Instant now) {
  next_search_ = now + kSearchPeriod;
  auto again = find_again_();
  if (!again) return;
  *group_ = *again;
  cgroup_.follow(std::move(*again));
}

}  // namespace plimsoll
