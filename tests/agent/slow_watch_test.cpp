// Watches of an agent that take long to be found or read, and answers that come late.

#include "tests/agent/agent_ends.h"

#include <gmock/gmock.h>

namespace plimsoll::slow_watch_test {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using SlowWatchTest = AgentTest;

TEST_F(SlowWatchTest, takes_a_late_reading_with_the_instant_that_it_is_of) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  next_->processes[0].pss_bytes = 4096;
  ProbeMoment moment;
  moment.period = 500ms;
  const auto asked_at = now_;
  strings_->door.shut();
  impatient_ = true;
  const auto not_yet = (*probe)->read(moment);
  EXPECT_TRUE(not_yet.unknown);
  EXPECT_THAT(not_yet.events, IsEmpty()) << "the agent is there";
  EXPECT_LT(now_ - asked_at, 500ms) << "the next one is due before";
  EXPECT_TRUE((*probe)->read(moment).unknown);
  strings_->door.open();
  impatient_ = false;
  now_ += 100ms;
  const auto reading = (*probe)->read(moment);
  EXPECT_FALSE(reading.unknown);
  EXPECT_THAT(reading.events, IsEmpty());
  EXPECT_EQ(reading.taken, asked_at + 20ms);
  ASSERT_THAT(reading.processes, SizeIs(1));
  EXPECT_EQ(reading.processes[0].pss_bytes, 4096U);
  const auto then = now_;
  EXPECT_EQ((*probe)->read(moment).taken, then + 20ms) << "the one after it is of its own moment";
}

TEST_F(SlowWatchTest, hands_on_the_values_of_an_answer_that_was_lost) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  next_->values = {{"sockets", "", 7, false}};
  const auto asked_at = now_;
  loses_next_ = true;
  EXPECT_TRUE((*probe)->read({}).unknown);
  next_->values.clear();
  now_ += 500ms;
  const auto reading = (*probe)->read({});
  ASSERT_THAT(reading.values, SizeIs(1));
  EXPECT_EQ(reading.values[0].name, "sockets");
  EXPECT_EQ(reading.taken, asked_at + 20ms);
}

TEST_F(SlowWatchTest, tells_once_that_readings_take_very_long) {
  start_agent();
  auto probe = open();
  ASSERT_TRUE(probe.has_value());
  strings_->door.shut();
  impatient_ = true;
  EXPECT_THAT((*probe)->read({}).events, IsEmpty());
  now_ += 11s;
  const auto late = (*probe)->read({});
  ASSERT_THAT(late.events, SizeIs(1));
  EXPECT_THAT(late.events[0].message, HasSubstr("more than 10 s for a reading"));
  EXPECT_THAT((*probe)->read({}).events, IsEmpty());
}

TEST_F(SlowWatchTest, is_held_up_in_one_watch_and_goes_on_in_another) {
  start_agent();
  auto slow = open();
  auto other = open(kToken, "pid:8");
  ASSERT_TRUE(slow.has_value());
  ASSERT_TRUE(other.has_value());
  strings_->door.shut();
  impatient_ = true;
  EXPECT_TRUE((*slow)->read({}).unknown);
  impatient_ = false;
  EXPECT_FALSE((*other)->read({}).unknown);
}

TEST_F(SlowWatchTest, answers_others_while_it_looks_for_what_is_hard_to_find) {
  start_agent();
  auto other = open();
  ASSERT_TRUE(other.has_value());
  finding_.shut();
  AgentClient waiting(access());
  impatient_ = true;
  const AgentPatience patience{2s, 4s};
  auto watch = waiting.open(patience);
  ASSERT_TRUE(watch.has_value()) << watch.error().message;
  EXPECT_FALSE(watch->has_value());
  impatient_ = false;
  EXPECT_FALSE((*other)->read({}).unknown);
  finding_.open();
  watch = waiting.open(patience);
  ASSERT_TRUE(watch.has_value()) << watch.error().message;
  EXPECT_TRUE(watch->has_value());
  EXPECT_EQ(agent_->watches(), 2U) << "it was looked for again";
}

TEST_F(SlowWatchTest, does_not_look_for_something_for_ever) {
  start_agent();
  finding_.shut();
  impatient_ = true;
  const auto probe = open();
  ASSERT_TRUE(probe.has_error());
  EXPECT_THAT(probe.error().message, HasSubstr("has not found pid:7 within 15 s"));
}

TEST_F(SlowWatchTest, forgets_a_watch_that_hangs_and_counts_its_thread_until_it_has_ended) {
  start_agent();
  auto slow = open();
  ASSERT_TRUE(slow.has_value());
  strings_->door.shut();
  impatient_ = true;
  EXPECT_TRUE((*slow)->read({}).unknown);
  strings_->door.wait_for_somebody();
  impatient_ = false;
  now_ += 61s;
  answer("/");
  EXPECT_EQ(agent_->watches(), 0U);
  for (std::size_t i = 1; i < AgentService::kMostWatches; ++i) ASSERT_TRUE(open(kToken, "pid:8").has_value());
  EXPECT_TRUE(open(kToken, "pid:8").has_error());
}

}  // namespace plimsoll::slow_watch_test
