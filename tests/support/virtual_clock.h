#pragma once

// Time that passes only when nothing is left to do: a day's soak in seconds. Its run() drives the loop and jumps to the
// next sleeper whenever the loop is idle; sleepers of the same instant wake in the order they fell asleep. Owned by the
// test; one thread. Only for coroutines that wait for nothing but this clock.

#include "core/clock.h"

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>

namespace plimsoll {

class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(boost::asio::io_context& context);
  ~VirtualClock() override;

  Instant now() const noexcept override { return now_; }
  WallTime wall_now() const noexcept override { return WallTime(now_.time_since_epoch()); }
  Awaitable<> sleep_until(Instant due) override;
  void wake_sleepers() override;

  // Until no coroutine sleeps any more.
  void run();
  // Until that instant, which it is then.
  void run_until(Instant instant);
  // Calls `what` at that instant, before the sleepers of the same instant wake.
  void at(Instant instant, std::function<void()> what);
  // Every wake-up comes so much later than asked for: a machine that is too busy.
  void set_oversleep(Nanos oversleep) { oversleep_ = oversleep; }

  // An instant that is not the clock's zero, which stands for "unset".
  static constexpr Instant kStart = Instant(std::chrono::hours(1000));

 private:
  struct Sleeper;
  bool step(Instant limit);

  boost::asio::io_context& context_;
  Instant now_ = kStart;
  Nanos oversleep_{0};
  std::multimap<Instant, Sleeper*> sleepers_;
  std::multimap<Instant, std::function<void()>> events_;
};

}  // namespace plimsoll
