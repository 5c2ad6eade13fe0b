#include "tests/support/virtual_time.h"

#include <algorithm>

namespace plimsoll {

bool VirtualTime::wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, Instant due,
                             const std::function<bool()>& done) {
  if (std::this_thread::get_id() == driver_) {
    if (!done()) advance_to(due);
    return done();
  }
  Sleeper sleeper{lock.mutex(), &changed};
  {
    const std::scoped_lock guard(mutex_);
    sleepers_.emplace(due, &sleeper);
  }
  parked_.notify_all();
  changed.wait(lock, [&] { return sleeper.awake || done(); });
  const std::scoped_lock guard(mutex_);
  std::erase_if(sleepers_, [&](const auto& one) { return one.second == &sleeper; });
  return done();
}

void VirtualTime::advance_to(Instant instant) {
  std::unique_lock lock(mutex_);
  for (;;) {
    parked_.wait(lock, [this] { return sleepers_.size() >= others_; });
    if (sleepers_.empty() || sleepers_.begin()->first > instant) break;
    const auto next = sleepers_.extract(sleepers_.begin());
    now_ = std::max(now_.load(), next.key());
    // Never both mutexes: who waits takes them the other way round. It stays, for only this thread ends a wait early.
    lock.unlock();
    {
      const std::scoped_lock guard(*next.mapped()->mutex);
      next.mapped()->awake = true;
      next.mapped()->changed->notify_all();
    }
    lock.lock();
  }
  now_ = std::max(now_.load(), instant);
}

}  // namespace plimsoll
