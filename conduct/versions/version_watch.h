#pragma once

// Asks a target again and again for its version, on a thread of its own. Owned by the conductor.

#include "conduct/versions/segment_fold.h"
#include "core/error.h"
#include "core/time.h"
#include "core/waiting_clock.h"
#include "record/run_record.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace plimsoll {

class VersionWatch {
 public:
  using Ask = std::function<Result<std::string>()>;  // may block for seconds

  // The clock outlives it. `origin`: the start of the load.
  VersionWatch(Ask ask, Nanos every, WaitingClock& clock, Instant origin);
  ~VersionWatch();
  VersionWatch(const VersionWatch&) = delete;
  VersionWatch& operator=(const VersionWatch&) = delete;

  struct Told {
    std::vector<TargetSegment> segments;
    std::optional<double> next_from_s;  // as SegmentFold has it
  };
  Told told() const;
  // Why it was never told; empty where it was, or was not asked yet.
  std::string trouble() const;

 private:
  void ask_until_ended();

  const Ask ask_;
  const Nanos every_;
  WaitingClock& clock_;
  const Instant origin_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool ended_ = false;   // guarded
  SegmentFold fold_;     // guarded
  std::string trouble_;  // guarded
  std::thread thread_;
};

}  // namespace plimsoll
