#include "engine/wire/deadline.h"

#include <gtest/gtest.h>
#include <boost/asio/io_context.hpp>

#include <vector>

namespace plimsoll::deadline_test {

using std::chrono::hours;
using std::chrono::milliseconds;

class DeadlineSweepTest : public testing::Test {
 protected:
  boost::asio::io_context context_{1};
  std::unique_ptr<Clock> clock_ = make_steady_clock(context_);
  DeadlineSweep sweep_{context_, *clock_};
  std::vector<int> expired_;

  Deadline numbered(int number) {
    return Deadline([this, number] { expired_.push_back(number); });
  }
};

TEST_F(DeadlineSweepTest, expires_each_in_its_time) {
  Deadline first = numbered(1);
  Deadline second = numbered(2);
  const Instant now = clock_->now();
  sweep_.set(first, now, now + milliseconds(500));
  sweep_.set(second, now, now + milliseconds(1));
  context_.run();
  EXPECT_EQ(expired_, (std::vector{2, 1}));
  EXPECT_GE(clock_->now(), now + milliseconds(500));
}

TEST_F(DeadlineSweepTest, expires_all_that_are_due) {
  Deadline first = numbered(1);
  Deadline second = numbered(2);
  const Instant now = clock_->now();
  sweep_.set(first, now, now - milliseconds(1));
  sweep_.set(second, now, now - milliseconds(1));
  context_.run();
  EXPECT_EQ(expired_, (std::vector{1, 2}));
}

TEST_F(DeadlineSweepTest, leaves_alone_what_was_cleared) {
  Deadline cleared = numbered(1);
  const Instant now = clock_->now();
  sweep_.set(cleared, now, now + milliseconds(1));
  cleared.clear();
  cleared.clear();
  context_.run();
  EXPECT_TRUE(expired_.empty());
}

TEST_F(DeadlineSweepTest, forgets_the_instant_that_was_replaced) {
  Deadline deadline = numbered(1);
  const Instant now = clock_->now();
  sweep_.set(deadline, now, now + milliseconds(1));
  sweep_.set(deadline, now, now + milliseconds(10));
  context_.run();
  EXPECT_EQ(expired_, std::vector{1});
  EXPECT_GE(clock_->now(), now + milliseconds(10));
}

TEST_F(DeadlineSweepTest, forgets_a_deadline_that_is_gone) {
  {
    Deadline gone = numbered(1);
    const Instant now = clock_->now();
    sweep_.set(gone, now, now + milliseconds(1));
  }
  context_.run();
  EXPECT_TRUE(expired_.empty());
}

TEST_F(DeadlineSweepTest, does_not_keep_the_loop_alive_for_a_deadline_that_was_cleared) {
  Deadline deadline = numbered(1);
  const Instant now = clock_->now();
  sweep_.set(deadline, now, now + hours(24));
  deadline.clear();
  context_.run();  // returns: the test ends
  EXPECT_LT(clock_->now(), now + hours(24));
}

TEST_F(DeadlineSweepTest, lets_an_expired_one_set_itself_again) {
  int left = 3;
  Deadline again([&] {
    const Instant now = clock_->now();
    if (--left > 0) sweep_.set(again, now, now);
  });
  sweep_.set(again, clock_->now(), clock_->now());
  context_.run();
  EXPECT_EQ(left, 0);
}

TEST_F(DeadlineSweepTest, may_go_while_its_timer_has_fired_already) {
  auto sweep = std::make_unique<DeadlineSweep>(context_, *clock_);
  Deadline deadline = numbered(1);
  const Instant now = clock_->now();
  sweep->set(deadline, now, now - milliseconds(1));
  boost::asio::io_context::count_type handled = 0;
  sweep.reset();
  handled = context_.run();
  EXPECT_EQ(handled, 1u);
  EXPECT_TRUE(expired_.empty());
}

}  // namespace plimsoll::deadline_test
