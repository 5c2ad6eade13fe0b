#pragma once

// Where time comes from: a seam, so that a day's soak can be tested in seconds on a virtual clock.
// One per shard, owned by the shard; used on the shard's thread only.

#include "core/awaitable.h"
#include "core/time.h"

#include <memory>
#include <string>

namespace plimsoll {

class Clock {
 public:
  virtual ~Clock() = default;

  virtual Instant now() const noexcept = 0;
  virtual WallTime wall_now() const noexcept = 0;

  // Returns at `due` or as soon after it as the machine allows; at once if it has passed, or if wake_sleepers is
  // called.
  virtual Awaitable<> sleep_until(Instant due) = 0;

  // Ends every sleep of this clock now. The sleepers find out why by themselves (a stop flag of their owner).
  virtual void wake_sleepers() = 0;
};

// The real one: CLOCK_MONOTONIC and a timer of the shard's event loop.
std::unique_ptr<Clock> make_steady_clock(boost::asio::io_context& context);

// The monotonic clock without a loop, for code that only reads it.
Instant monotonic_now() noexcept;
WallTime wall_now() noexcept;

// RFC 3339 in UTC with milliseconds: 2026-01-31T08:05:09.120Z.
std::string to_rfc3339(WallTime time);

}  // namespace plimsoll
