#pragma once

// What one coroutine waits for until another raises it: resumed at once, inside raise(). Lives with what it is about;
// one thread.

#include "core/awaitable.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <optional>
#include <utility>

namespace plimsoll {

class Signal {
 public:
  // co_await signal.wait(), which makes no coroutine of its own. One waiter at a time; something raised before is not
  // remembered.
  auto wait() {
    return boost::asio::async_initiate<const boost::asio::deferred_t&, void()>(
        [this](Waiter waiter) { waiter_.emplace(std::move(waiter)); }, boost::asio::deferred);
  }

  bool is_awaited() const noexcept { return waiter_.has_value(); }

  void raise() {
    if (!waiter_) return;
    Waiter waiter = std::move(*waiter_);
    waiter_.reset();
    waiter();
  }

 private:
  using Waiter = boost::asio::detail::awaitable_async_op_handler<void(), Executor>;
  std::optional<Waiter> waiter_;
};

}  // namespace plimsoll
