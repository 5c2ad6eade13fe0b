#include "core/task_group.h"

#include "core/time.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace plimsoll {

namespace asio = boost::asio;

// A timer that never fires: cancelled when the last coroutine ends.
struct TaskGroup::LastEnd {
  using Timer =
      asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;
  explicit LastEnd(const LoopExecutor& executor) : timer(executor, std::chrono::steady_clock::time_point::max()) {}
  Timer timer;
};

TaskGroup::TaskGroup(asio::io_context& context)
    : context_(context), last_end_(std::make_unique<LastEnd>(context.get_executor())) {}

TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(Awaitable<> coroutine) {
  ++count_;
  asio::co_spawn(context_, std::move(coroutine), [this](std::exception_ptr failure) { ended(std::move(failure)); });
}

void TaskGroup::ended(std::exception_ptr failure) {
  if (failure && !failure_) failure_ = std::move(failure);
  if (--count_ == 0) last_end_->timer.cancel();
}

Awaitable<> TaskGroup::wait() {
  while (count_ > 0) co_await last_end_->timer.async_wait(asio::as_tuple(asio::use_awaitable_t<LoopExecutor>()));
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
}

}  // namespace plimsoll
