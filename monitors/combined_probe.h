#pragma once

// Several probes on one watched thing, read in order as one: the first finds its processes, those after it look at the
// same ones from other sides (their control group, their GPU memory). Owned by a sampler; its thread.

#include "monitors/probe.h"

#include <memory>
#include <string>
#include <vector>

namespace plimsoll {

class CombinedProbe : public Probe {
 public:
  // At least one; the first gives the description.
  explicit CombinedProbe(std::vector<std::unique_ptr<Probe>> probes);

  ProbeReading read(const ProbeMoment& moment) override;
  std::string description() const override { return probes_.front()->description(); }

 private:
  std::vector<std::unique_ptr<Probe>> probes_;
};

}  // namespace plimsoll
