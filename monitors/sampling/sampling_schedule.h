#pragma once

// When the next sample is due: a fixed grid from the first one on, so that neither the cost of a sample nor a late
// wake-up makes it drift. A pure value; any thread.

#include "core/time.h"

namespace plimsoll {

// 2 Hz in runs up to 10 minutes, then 1 Hz, slower for long ones (5 s for a day, 30 s for a week).
Nanos sampling_period(Nanos duration);

class SamplingSchedule {
 public:
  // `planned` 0: nobody knows; the period grows with the time that has passed.
  SamplingSchedule(Instant first, Nanos planned) : first_(first), planned_(planned) {}

  Nanos period(Instant now) const;
  // The first due instant after `now`; those that were missed are left out.
  Instant next(Instant now) const;

 private:
  Instant first_;
  Nanos planned_;
};

}  // namespace plimsoll
