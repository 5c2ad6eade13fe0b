#pragma once

// A probe of one process whose memory is what a script says of that second of virtual time. Owned by its sampler, whose
// thread calls the script.

#include "monitors/probe.h"

#include <cstdint>
#include <functional>
#include <string>

namespace plimsoll {

class ScriptedProbe final : public Probe {
 public:
  // Life 0: nobody is there.
  using Script = std::function<ProcessSample(double t_s)>;
  explicit ScriptedProbe(Script script) : script_(std::move(script)) {}

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return "service"; }

 private:
  Script script_;
  std::uint64_t life_ = 0;
};

// 100 MiB that breathe by a few pages; and the same with a leak of 72 MiB an hour.
ProcessSample steady(std::uint64_t life, double t_s);
ProcessSample growing(std::uint64_t life, double t_s);

}  // namespace plimsoll
