#pragma once

// What one coroutine waits for until another raises it: resumed at once, inside raise(). Lives with what it is about;
// one thread.

#include "engine/core/awaitable.h"

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>
#include <utility>

namespace plimsoll {

class Signal {
 public:
  // One waiter at a time. Something raised before is not remembered.
  Awaitable<> wait() {
    boost::asio::use_awaitable_t<Executor> token;
    return boost::asio::async_initiate<boost::asio::use_awaitable_t<Executor>, void()>(
        [this](Waiter waiter) { waiter_.emplace(std::move(waiter)); }, token);
  }

  bool is_awaited() const noexcept { return waiter_.has_value(); }

  void raise() {
    if (!waiter_) return;
    Waiter waiter = std::move(*waiter_);
    waiter_.reset();
    waiter();
  }

 private:
  using Waiter = boost::asio::async_result<boost::asio::use_awaitable_t<Executor>, void()>::handler_type;
  std::optional<Waiter> waiter_;
};

}  // namespace plimsoll
