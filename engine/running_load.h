#pragma once

// The load of a run while it goes on, as its conductor and the controls see it: a seam, so that a whole run is tested
// in virtual time. The methods may be called from any thread, but next_interval, results_so_far and finish from one
// only.

#include "core/snapshot.h"
#include "core/time.h"
#include "record/load_results.h"

#include <cstdint>
#include <optional>

namespace plimsoll {

// One second of the run, all shards together; the last may be shorter, one that was fetched late longer.
struct Interval {
  double t_s = 0;
  double length_s = 1;
  Snapshot snapshot{0};
  double active_users = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t open_streams = 0;  // of these: their answers come as streams
  bool warmup = false;             // it began in the warm-up
};

class RunningLoad {
 public:
  virtual ~RunningLoad() = default;

  virtual void start() = 0;  // users spawn from now on
  virtual Instant started_at() const = 0;
  virtual LoadReading load_reading() const = 0;  // cumulative, warm-up included; any thread, no lock

  // Waits for the next whole second to be merged; empty when the run is over (then call finish).
  virtual std::optional<Interval> next_interval() = 0;

  // Changes of the plan while it runs, from now on; what does not fit the model of that part of the load does nothing.
  virtual void set_users(std::size_t part, std::uint32_t users) = 0;
  virtual void set_rate(std::size_t part, double per_second) = 0;
  virtual void set_paused(bool paused) = 0;

  virtual void stop_gracefully() = 0;  // no new requests; those in flight get the graceful stop
  virtual void stop_now() = 0;         // in-flight requests end as unfinished

  // What was counted since the start, but for the totals, which the intervals hold. For once in a while: it copies.
  virtual LoadResults results_so_far() = 0;
  // Ends it. The totals are of what next_interval has not given.
  virtual LoadResults finish() = 0;
};

}  // namespace plimsoll
