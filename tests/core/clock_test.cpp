#include "core/clock.h"

#include <gtest/gtest.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace plimsoll::clock_test {

void rethrow(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

Awaitable<> sleep_and_note(Clock& clock, Instant due, Instant& woken_at) {
  co_await clock.sleep_until(due);
  woken_at = clock.now();
}

Awaitable<> wake_all(Clock& clock) {
  clock.wake_sleepers();
  co_return;
}

TEST(SteadyClock, sleeps_until_the_due_instant_has_come) {
  boost::asio::io_context context(1);
  const auto clock = make_steady_clock(context);
  const Instant due = clock->now() + std::chrono::milliseconds(2);
  Instant woken_at{};
  boost::asio::co_spawn(context, sleep_and_note(*clock, due, woken_at), rethrow);
  context.run();
  EXPECT_GE(woken_at, due);
}

TEST(SteadyClock, does_not_sleep_for_an_instant_that_has_passed) {
  boost::asio::io_context context(1);
  const auto clock = make_steady_clock(context);
  Instant woken_at{};
  boost::asio::co_spawn(context, sleep_and_note(*clock, clock->now() - std::chrono::hours(1), woken_at), rethrow);
  context.poll();
  EXPECT_NE(woken_at, Instant{});
}

TEST(SteadyClock, wakes_all_sleepers_before_their_time) {
  boost::asio::io_context context(1);
  const auto clock = make_steady_clock(context);
  const Instant due = clock->now() + std::chrono::hours(24);
  Instant first{};
  Instant second{};
  boost::asio::co_spawn(context, sleep_and_note(*clock, due, first), rethrow);
  boost::asio::co_spawn(context, sleep_and_note(*clock, due + std::chrono::hours(1), second), rethrow);
  boost::asio::co_spawn(context, wake_all(*clock), rethrow);
  context.run();
  EXPECT_NE(first, Instant{});
  EXPECT_LT(first, due);
  EXPECT_NE(second, Instant{});
  EXPECT_LT(second, due);
}

TEST(SteadyClock, may_go_before_those_who_sleep_on_it) {
  boost::asio::io_context context(1);
  auto clock = make_steady_clock(context);
  Instant woken_at{};
  boost::asio::co_spawn(context, sleep_and_note(*clock, clock->now() + std::chrono::hours(1), woken_at), rethrow);
  context.poll();
  clock.reset();
  EXPECT_EQ(woken_at, Instant{});
}

TEST(Rfc3339, is_utc_with_milliseconds) {
  EXPECT_EQ(to_rfc3339(WallTime(std::chrono::milliseconds(1769846709120))), "2026-01-31T08:05:09.120Z");
}

TEST(Rfc3339, rounds_down_before_the_epoch_too) {
  EXPECT_EQ(to_rfc3339(WallTime(std::chrono::nanoseconds(-1))), "1969-12-31T23:59:59.999Z");
}

}  // namespace plimsoll::clock_test
