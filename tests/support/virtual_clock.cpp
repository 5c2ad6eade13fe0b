#include "tests/support/virtual_clock.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace plimsoll {

namespace asio = boost::asio;

// A parked timer: cancelled when its instant has come.
struct VirtualClock::Sleeper {
  using Timer =
      asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;
  Timer timer;
  bool awake = false;
};

VirtualClock::VirtualClock(asio::io_context& context) : context_(context) {}
VirtualClock::~VirtualClock() = default;

Awaitable<> VirtualClock::sleep_until(Instant due) {
  if (due <= now_) co_return;
  Sleeper sleeper{Sleeper::Timer(context_.get_executor(), Sleeper::Timer::time_point::max())};
  sleepers_.emplace(due + oversleep_, &sleeper);
  while (!sleeper.awake) co_await sleeper.timer.async_wait(asio::as_tuple(asio::use_awaitable_t<LoopExecutor>()));
}

void VirtualClock::wake_sleepers() {
  for (auto& [due, sleeper] : std::exchange(sleepers_, {})) {
    sleeper->awake = true;
    sleeper->timer.cancel();
  }
}

void VirtualClock::at(Instant instant, std::function<void()> what) { events_.emplace(instant, std::move(what)); }

void VirtualClock::run() {
  while (step(Instant::max())) {
  }
}

void VirtualClock::run_until(Instant instant) {
  while (step(instant)) {
  }
  now_ = std::max(now_, instant);
}

// What can run without time runs; then the next event or sleeper, if it is due by then.
bool VirtualClock::step(Instant limit) {
  context_.restart();
  context_.poll();
  const bool event_is_next =
      !events_.empty() && (sleepers_.empty() || events_.begin()->first <= sleepers_.begin()->first);
  if (!event_is_next && sleepers_.empty()) return false;
  if ((event_is_next ? events_.begin()->first : sleepers_.begin()->first) > limit) return false;
  if (event_is_next) {
    const auto event = events_.extract(events_.begin());
    now_ = std::max(now_, event.key());
    event.mapped()();
  } else {
    const auto next = sleepers_.extract(sleepers_.begin());
    now_ = next.key();
    next.mapped()->awake = true;
    next.mapped()->timer.cancel();
  }
  return true;
}

}  // namespace plimsoll
