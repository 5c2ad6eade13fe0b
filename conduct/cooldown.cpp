#include "conduct/cooldown.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

namespace plimsoll {

Nanos cool_down(Nanos length, Interrupts& interrupts, WaitingClock& clock,
                const std::function<bool(Nanos passed)>& on_second) {
  constexpr Nanos kSecond = std::chrono::seconds(1);
  std::mutex mutex;
  std::condition_variable changed;
  bool interrupted = false;
  const Interrupts::Subscription subscription(interrupts, [&](int) {
    const std::lock_guard lock(mutex);
    interrupted = true;
    changed.notify_all();
  });
  const auto begin = clock.now();
  const auto end = begin + length;
  for (auto now = begin; now < end && on_second(now - begin); now = clock.now()) {
    std::unique_lock lock(mutex);
    if (clock.wait_until(lock, changed, std::min(end, now + kSecond), [&] { return interrupted; })) break;
  }
  return std::min(length, clock.now() - begin);
}

}  // namespace plimsoll
