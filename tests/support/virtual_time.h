#pragma once

// Time for the threads of a run that passes only when the test's thread says so, or waits itself: the others are woken
// one after the other, each at its instant, and the next comes only when it waits again. Owned by the test; made on the
// thread that drives.

#include "core/waiting_clock.h"
#include "tests/support/virtual_clock.h"

#include <atomic>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

namespace plimsoll {

class VirtualTime final : public WaitingClock {
 public:
  // `others`: threads that will wait, besides the one that drives.
  explicit VirtualTime(std::size_t others) : others_(others) {}

  Instant now() const noexcept override { return now_.load(); }
  using WaitingClock::wait_until;
  bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant due,
                  const std::function<bool()>& done) override;

  void advance_to(Instant instant);

 private:
  struct Sleeper {
    std::mutex* mutex;
    std::condition_variable* changed;
    bool awake = false;  // guarded by its own mutex
  };

  const std::thread::id driver_ = std::this_thread::get_id();
  const std::size_t others_;
  std::atomic<Instant> now_{VirtualClock::kStart};
  std::mutex mutex_;  // guards what follows
  std::condition_variable parked_;
  std::multimap<Instant, Sleeper*> sleepers_;
};

}  // namespace plimsoll
