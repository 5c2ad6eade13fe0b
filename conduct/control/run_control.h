#pragma once

// A run that goes on, as whoever steers or follows it holds it: a seam with two implementations, one within the process
// of the run (load_control.h) and one over its control socket (socket_run_control.h). One thread each.

#include "conduct/so_far/live_status.h"
#include "conduct/so_far/run_news.h"
#include "core/error.h"
#include "core/time.h"
#include "record/run_record.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace plimsoll {

// The whole run so far, judged as if it ended now. Failures are as of the last checkpoint, all else as of the last
// second.
struct RunStatus {
  LiveStatus live;
  RunRecord record;
};

// Where to begin: after the piece of that number, else with what happened from that instant on.
struct FollowFrom {
  double from_s = 0;
  std::optional<std::uint64_t> after;
};

class RunFollower {
 public:
  virtual ~RunFollower() = default;
  // When the oldest was that could be given; 0: from the start of the load on. What is older is in the timeline.
  virtual double kept_from_s() const = 0;
  // Waits at most so long; nothing where none came. The verdict is the last.
  virtual std::optional<RunNews> next(Nanos patience) = 0;
  virtual bool over() const = 0;  // nothing will come any more
};

class RunControl {
 public:
  virtual ~RunControl() = default;

  virtual Result<RunStatus> status() = 0;
  virtual Result<LiveStatus> live() = 0;  // without the record: cheap enough for every second
  // The last lines of a managed target, the newest last; none where there is no such target.
  virtual Result<std::vector<std::string>> target_log() = 0;
  virtual Result<std::unique_ptr<RunFollower>> follow(const FollowFrom& from) = 0;

  // `load`: a name of `loads`; empty where there is but one. Error: what was expected.
  virtual Result<void> set_users(std::uint64_t users, const std::string& load) = 0;
  virtual Result<void> set_rate(double per_second, const std::string& load) = 0;
  virtual Result<void> pause() = 0;
  virtual Result<void> resume() = 0;
  virtual Result<void> stop() = 0;  // gracefully, with all reports
};

}  // namespace plimsoll
