#pragma once

// Time for threads that wait for an instant or for something to happen: a seam, so that an hour's run is tested in a
// moment. One for all threads of a run, which it outlives.

#include "core/time.h"

#include <condition_variable>
#include <functional>
#include <mutex>

namespace plimsoll {

class WaitingClock {
 public:
  virtual ~WaitingClock() = default;

  virtual Instant now() const noexcept = 0;

  // Waits, as the condition variable does, until `done` holds or that instant has come; whether `done` holds.
  virtual bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant due,
                          const std::function<bool()>& done) = 0;

  // Waits for nothing but that instant.
  void wait_until(Instant due);
};

// The machine's monotonic clock.
WaitingClock& machine_clock();

}  // namespace plimsoll
