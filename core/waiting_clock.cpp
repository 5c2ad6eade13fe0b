#include "core/waiting_clock.h"

#include "core/clock.h"

namespace plimsoll {
namespace {

class MachineClock final : public WaitingClock {
 public:
  Instant now() const noexcept override { return monotonic_now(); }
  using WaitingClock::wait_until;
  bool wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant due,
                  const std::function<bool()>& done) override {
    return changed.wait_until(lock, due, done);
  }
};

}  // namespace

void WaitingClock::wait_until(Instant due) {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  wait_until(lock, never, due, [] { return false; });
}

WaitingClock& machine_clock() {
  static MachineClock clock;
  return clock;
}

}  // namespace plimsoll
