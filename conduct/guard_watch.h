#pragma once

// Whether the guard of a scenario ends the run, looked at once a second. Owned by the conductor; one
// thread.

#include "conduct/so_far/live_status.h"
#include "conduct/url_watch.h"
#include "core/snapshot.h"
#include "core/waiting_clock.h"
#include "scenarios/guard.h"

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

class GuardWatch {
 public:
  // A URL is asked from now on, by a thread of its own. The clock outlives it.
  GuardWatch(Guard guard, WaitingClock& clock);

  // What was counted in the second that ends at `t_s`, warm-up included, and the memory of each watched thing.
  void add(double t_s, const Snapshot& counted, const std::vector<LiveMemory>& memory);

  // Why the run is to end: a sentence, of the first that was broken. Nothing: it goes on.
  const std::optional<std::string>& broken() const noexcept { return broken_; }

 private:
  struct Second {
    double t_s = 0;
    std::uint64_t requests = 0, failures = 0;
  };
  void look_at_failures();
  void look_at(const LiveMemory& memory);

  Guard guard_;
  std::deque<Second> last_;  // of guard_.over
  Second sum_;               // of them
  std::unique_ptr<UrlWatch> url_;
  std::optional<std::string> broken_;
};

}  // namespace plimsoll
