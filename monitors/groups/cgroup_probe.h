#pragma once

// Reads a control group as one watched thing: its memory, pressure and CPU, and reports when the kernel killed a
// process of it for want of memory or the group was removed. Owned by a sampler; its thread.

#include "monitors/groups/cgroup_reader.h"
#include "monitors/probe.h"

#include <optional>
#include <string>
#include <utility>

namespace plimsoll {

class CgroupProbe : public Probe {
 public:
  // Beside processes that are judged already, its memory would be judged twice.
  enum class Memory { judged, shown };

  CgroupProbe(ControlGroup group, Memory memory, CgroupRoots roots = {});

  // How events name it; "control group /app" where nothing else is said.
  void call_it(std::string label) { label_ = std::move(label); }
  // The group that took the place of one that has gone.
  void follow(ControlGroup group) { group_ = std::move(group); }

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return "cgroup " + group_.name(); }

 private:
  void add_values(const CgroupFigures& figures, ProbeReading& reading) const;
  void add_cpu(const CgroupFigures& figures, Instant now, ProbeReading& reading) const;
  std::vector<ProcessEvent> deaths(const CgroupFigures& figures) const;
  ProcessEvent removal() const;
  std::string label() const { return label_.empty() ? "control group " + group_.name() : label_; }

  ControlGroup group_;
  std::string label_;
  Memory memory_;
  CgroupRoots roots_;
  std::optional<CgroupFigures> before_;  // nothing while there is no group
  Instant read_at_;                      // when `before_` was
  bool read_once_ = false;
  std::uint64_t oom_kills_of_machine_ = 0;
};

}  // namespace plimsoll
