#include "core/task_group.h"
#include "core/clock.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace plimsoll::task_group_test {

Awaitable<> count_up(Clock& clock, Instant until, int& count) {
  co_await clock.sleep_until(until);
  ++count;
}

Awaitable<> fail_with(std::string what) {
  throw std::runtime_error(what);
  co_return;
}

Awaitable<> wait_for(TaskGroup& group, int& count, int& count_at_end) {
  co_await group.wait();
  count_at_end = count;
}

Awaitable<> expect_failure(TaskGroup& group, std::string& what) {
  try {
    co_await group.wait();
  } catch (const std::exception& error) {
    what = error.what();
  }
}

class TaskGroupTest : public testing::Test {
 protected:
  boost::asio::io_context context_{1};
  std::unique_ptr<Clock> clock_ = make_steady_clock(context_);
  TaskGroup group_{context_};
  TaskGroup waiters_{context_};
};

TEST_F(TaskGroupTest, wait_returns_after_the_last_has_ended) {
  int count = 0;
  int count_at_end = -1;
  for (int i = 0; i < 5; ++i) group_.spawn(count_up(*clock_, clock_->now() + std::chrono::milliseconds(i), count));
  EXPECT_EQ(group_.size(), 5u);
  waiters_.spawn(wait_for(group_, count, count_at_end));
  context_.run();
  EXPECT_EQ(count_at_end, 5);
  EXPECT_EQ(group_.size(), 0u);
}

TEST_F(TaskGroupTest, wait_of_an_empty_group_returns) {
  int count = 0;
  int count_at_end = -1;
  waiters_.spawn(wait_for(group_, count, count_at_end));
  context_.run();
  EXPECT_EQ(count_at_end, 0);
}

TEST_F(TaskGroupTest, an_exception_is_thrown_by_wait_when_the_others_have_ended) {
  int count = 0;
  std::string what;
  group_.spawn(fail_with("a bug"));
  group_.spawn(count_up(*clock_, clock_->now() + std::chrono::milliseconds(5), count));
  waiters_.spawn(expect_failure(group_, what));
  context_.run();
  EXPECT_EQ(what, "a bug");
  EXPECT_EQ(count, 1);
}

}  // namespace plimsoll::task_group_test
