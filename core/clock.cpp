#include "core/clock.h"

#include <fmt/format.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/intrusive/list.hpp>
#include <ctime>

namespace plimsoll {

namespace {

namespace asio = boost::asio;
namespace intrusive = boost::intrusive;

using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;

// Lives in the sleeping coroutine's frame; leaves the list by itself when the frame goes.
struct Sleeper : intrusive::list_base_hook<intrusive::link_mode<intrusive::auto_unlink>> {
  Sleeper(const LoopExecutor& executor, Instant due) : timer(executor, due) {}
  Timer timer;
};

using Sleepers = intrusive::list<Sleeper, intrusive::constant_time_size<false>>;

class SteadyClock final : public Clock {
 public:
  explicit SteadyClock(asio::io_context& context) : executor_(context.get_executor()) {}

  Instant now() const noexcept override { return std::chrono::steady_clock::now(); }
  WallTime wall_now() const noexcept override { return std::chrono::system_clock::now(); }

  Awaitable<> sleep_until(Instant due) override {
    if (due <= now()) co_return;
    Sleeper sleeper(executor_, due);
    sleepers_.push_back(sleeper);
    co_await sleeper.timer.async_wait(asio::as_tuple(asio::deferred));
  }

  void wake_sleepers() override {
    for (auto& sleeper : sleepers_) sleeper.timer.cancel();
  }

 private:
  LoopExecutor executor_;
  Sleepers sleepers_;
};

}  // namespace

std::unique_ptr<Clock> make_steady_clock(asio::io_context& context) { return std::make_unique<SteadyClock>(context); }

Instant monotonic_now() noexcept { return std::chrono::steady_clock::now(); }

WallTime wall_now() noexcept { return std::chrono::system_clock::now(); }

std::string to_rfc3339(WallTime time) {
  const auto whole_second = std::chrono::floor<std::chrono::seconds>(time);
  const auto milliseconds = std::chrono::floor<std::chrono::milliseconds>(time - whole_second).count();
  const std::time_t seconds = whole_second.time_since_epoch().count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec, milliseconds);
}

}  // namespace plimsoll
