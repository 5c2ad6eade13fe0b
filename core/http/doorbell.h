#pragma once

// Ends the waiting of all who wait on a loop. Rung on any thread, awaited on the loop's; it outlives those who wait and
// ends before the loop.

#include "core/awaitable.h"
#include "core/time.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <list>

namespace plimsoll {

class Doorbell {
 public:
  explicit Doorbell(boost::asio::io_context& loop) : loop_(loop) {}

  void ring() {
    boost::asio::post(loop_, [this] {
      for (auto* timer : waiting_) timer->cancel();
    });
  }

  Awaitable<> wait_until(Instant end) {
    Timer timer(loop_.get_executor(), end);
    const auto place = waiting_.insert(waiting_.end(), &timer);
    constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable_t<LoopExecutor>());
    co_await timer.async_wait(kAwait);
    waiting_.erase(place);
  }

 private:
  using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                  boost::asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;

  boost::asio::io_context& loop_;
  std::list<Timer*> waiting_;
};

}  // namespace plimsoll
