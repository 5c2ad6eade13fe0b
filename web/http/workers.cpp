#include "web/http/workers.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <utility>

namespace plimsoll {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMostWaiting = 256;

struct Work {
  std::function<HttpReply()> function;
  HttpReply reply{};
};

}  // namespace

Awaitable<std::optional<HttpReply>> Workers::run(std::function<HttpReply()> function) {
  if (waiting_ >= kMostWaiting) co_return std::nullopt;
  ++waiting_;
  const auto work = std::make_shared<Work>(Work{std::move(function)});
  // Begun on the loop, run on a thread of the pool, resumed on the loop.
  auto begin = [this, work](auto handler) {
    auto loop = asio::make_work_guard(asio::get_associated_executor(handler));
    asio::post(pool_, [work, loop = std::move(loop), handler = std::move(handler)]() mutable {
      work->reply = work->function();
      asio::post(loop.get_executor(), std::move(handler));
    });
  };
  constexpr asio::use_awaitable_t<LoopExecutor> kAwait;
  co_await asio::async_initiate<const asio::use_awaitable_t<LoopExecutor>, void()>(std::move(begin), kAwait);
  --waiting_;
  co_return std::move(work->reply);
}

void Workers::join() { pool_.join(); }

}  // namespace plimsoll
