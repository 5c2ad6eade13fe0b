#pragma once

// Owns coroutines: counts those it spawned and lets their owner wait for the last. Stopping them is their owner's to
// say (a flag, an abort); the group outlives them. Owned by an executor or shard; one thread.

#include "core/awaitable.h"

#include <cstddef>
#include <exception>
#include <memory>

namespace plimsoll {

class TaskGroup {
 public:
  explicit TaskGroup(boost::asio::io_context& context);
  ~TaskGroup();
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  // An exception of a coroutine is a bug: the first is kept and thrown by wait.
  void spawn(Awaitable<> coroutine);
  std::size_t size() const noexcept { return count_; }

  // Returns when none is left. One waiter at a time.
  Awaitable<> wait();

 private:
  struct LastEnd;
  void ended(std::exception_ptr failure);

  boost::asio::io_context& context_;
  std::size_t count_ = 0;
  std::exception_ptr failure_;
  std::unique_ptr<LastEnd> last_end_;
};

}  // namespace plimsoll
