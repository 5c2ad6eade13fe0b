#pragma once

// What all samplers together cost, as a share of one core over the last half minute. Shared by the samplers of a run;
// any thread.

#include "core/time.h"

#include <deque>
#include <mutex>
#include <optional>

namespace plimsoll {

class MonitoringCost {
 public:
  // CPU time that a sampler spent since it last reported.
  void add(Nanos cpu, Instant now);
  // Nothing before there is a second to divide by.
  std::optional<double> share(Instant now) const;

 private:
  struct Mark {
    Instant at;
    Nanos total{};  // up to then
  };

  mutable std::mutex mutex_;
  Nanos total_{};
  std::deque<Mark> marks_;  // a second apart at least, the window's
};

}  // namespace plimsoll
