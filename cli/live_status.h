#pragma once

// Folds the seconds of a run into what the live view shows: the last 10 s and the whole. Owned by the conductor; one
// thread.

#include "cli/live_view.h"
#include "engine/core/snapshot.h"
#include "engine/engine.h"

#include <deque>

namespace plimsoll {

class LiveFold {
 public:
  void add(const Interval& second);
  void fill(LiveStatus& status) const;  // load figures; not name, plan or memory

 private:
  struct Second {
    Histogram times;
    std::uint64_t requests = 0;
    double length_s = 0;
  };
  std::deque<Second> last_;  // at most 10
  Histogram whole_;
  std::uint64_t requests_ = 0;
  std::uint64_t failures_ = 0;
  double elapsed_s_ = 0;
  double active_users_ = 0;
  std::uint64_t in_flight_ = 0;
};

}  // namespace plimsoll
