#pragma once

// Reads a control group as one watched thing: its memory, pressure and CPU, and tells when the kernel killed a process
// of it for want of memory or the group was removed. Owned by a sampler; its thread.

#include "monitors/cgroup_reader.h"
#include "monitors/probe.h"

#include <memory>
#include <optional>
#include <string>

namespace plimsoll {

class CgroupProbe : public Probe {
 public:
  // Beside processes that are judged already, its memory would be judged twice.
  enum class Memory { judged, shown };

  CgroupProbe(ControlGroup group, Memory memory, CgroupRoots roots = {});

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return "cgroup " + group_.name(); }

 private:
  void add_values(const CgroupFigures& figures, ProbeReading& reading) const;
  void add_cpu(const CgroupFigures& figures, Instant now, ProbeReading& reading) const;
  std::vector<ProcessEvent> deaths(const CgroupFigures& figures) const;
  ProcessEvent removal() const;

  ControlGroup group_;
  Memory memory_;
  CgroupRoots roots_;
  std::optional<CgroupFigures> before_;  // nothing while there is no group
  Instant read_at_;                      // when `before_` was
  bool read_once_ = false;
  std::uint64_t oom_kills_of_machine_ = 0;
};

// A group with each process that is in it. `description`: "web (container)".
std::unique_ptr<Probe> make_group_probe(const ControlGroup& group, std::string description,
                                        const CgroupRoots& roots = {});

}  // namespace plimsoll
