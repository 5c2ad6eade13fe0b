#pragma once

// Notices that the wall clock was set, or that the machine slept, while a run went on. Owned by the conductor, which
// reads the clocks once a second; one thread.

#include "core/time.h"

#include <optional>

namespace plimsoll {

// The three clocks of the kernel at (nearly) one instant.
struct ClockReading {
  Nanos monotonic{0};  // stands still while the machine sleeps
  Nanos boottime{0};   // does not
  Nanos realtime{0};   // can be set
};
ClockReading read_clocks();

class ClockWatch {
 public:
  void add(const ClockReading& reading);

  double step_s() const noexcept { return to_seconds(step_); }            // the greatest, signed; 0: none
  double suspended_s() const noexcept { return to_seconds(suspended_); }  // in all

 private:
  std::optional<ClockReading> last_;
  Nanos step_{0};
  Nanos suspended_{0};
};

}  // namespace plimsoll
