#pragma once

// What one coroutine waits for until another raises it: resumed at once, inside raise(). Lives with what it is about;
// one thread. The one place that reaches into Asio's own coroutine handler.

#include "core/awaitable.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/deferred.hpp>

#include <optional>
#include <utility>

namespace plimsoll {

class Signal {
 public:
  // A coroutine that waits: resumed where it is called, never where it is dropped.
  using Waiter = boost::asio::detail::awaitable_async_op_handler<void(), LoopExecutor>;

  // co_await signal.wait(), which makes no coroutine of its own. One waiter at a time; something raised before is not
  // remembered.
  auto wait() {
    return boost::asio::async_initiate<const boost::asio::deferred_t&, void()>(
        [this](Waiter waiter) { waiter_.emplace(std::move(waiter)); }, boost::asio::deferred);
  }

  bool is_awaited() const noexcept { return waiter_.has_value(); }

  void raise() {
    if (waiter_) take()();
  }

  // Of one that is awaited: whoever takes it resumes it, at once or later.
  Waiter take() {
    Waiter waiter = std::move(*waiter_);
    waiter_.reset();
    return waiter;
  }

 private:
  std::optional<Waiter> waiter_;
};

}  // namespace plimsoll
