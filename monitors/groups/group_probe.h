#pragma once

// A control group as one watched thing: each process that is in it, their files of shared memory, and the group as a
// whole. One that has gone may
// come again as another, as a container does that is made anew under its name. Owned by a sampler; its thread.

#include "monitors/groups/cgroup_probe.h"
#include "monitors/processes/process_probe.h"
#include "monitors/processes/shared_files_probe.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace plimsoll {

// Nothing while there is none.
using FindGroup = std::function<std::optional<ControlGroup>()>;

struct NamedGroup {
  ControlGroup group;
  std::string description;  // "container web"
  FindGroup find_again{};   // may be empty: then only the same group can come again
};

class GroupProbe : public Probe {
 public:
  explicit GroupProbe(NamedGroup named, const CgroupRoots& roots = {});

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return processes_.description(); }

 private:
  void look_again(Instant now);

  std::shared_ptr<ControlGroup> group_;  // with the list of its processes
  FindGroup find_again_;
  ProcessProbe processes_;
  CgroupProbe cgroup_;
  SharedFilesProbe files_;
  Instant next_search_{};
};

}  // namespace plimsoll
