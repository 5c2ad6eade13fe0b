#include "conduct/so_far/silence_watch.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::silence_watch_test {

using namespace std::chrono_literals;

class SilenceWatchTest : public ::testing::Test {
 protected:
  // The next second of the run.
  void second(std::uint64_t finished, std::uint64_t in_flight, Nanos longest = 5ms, bool warmup = false) {
    Interval interval;
    interval.t_s = t_s_++;
    interval.length_s = 1;
    interval.in_flight = in_flight;
    interval.warmup = warmup;
    interval.snapshot = Snapshot(1);
    auto& stats = interval.snapshot.by_request[0];
    stats.requests = finished;
    if (finished > 0) stats.response_time.record(longest);
    watch_.add(interval, interval.snapshot.total());
  }
  void seconds(int count, std::uint64_t finished, std::uint64_t in_flight) {
    for (int i = 0; i < count; ++i) second(finished, in_flight);
  }

  double t_s_ = 0;
  SilenceWatch watch_;
};

TEST_F(SilenceWatchTest, a_target_that_stands_still_is_silent_as_long_as_who_waited_longest) {
  seconds(2, 90, 1);
  seconds(3, 0, 1);
  second(90, 1, 3900ms);
  seconds(2, 90, 1);
  const auto silences = watch_.silences();
  ASSERT_EQ(silences.size(), 1u);
  EXPECT_NEAR(silences[0].length_s, 3.9, 1e-9);
  EXPECT_NEAR(silences[0].from_s, 1.55, 1e-9);
}

TEST_F(SilenceWatchTest, one_that_does_not_come_back_is_silent_to_the_end) {
  seconds(2, 90, 1);
  seconds(4, 0, 1);
  ASSERT_EQ(watch_.silences().size(), 1u);
  EXPECT_EQ(watch_.silences()[0].length_s, 4);
}

TEST_F(SilenceWatchTest, users_who_wait_by_themselves_hear_no_silence) {
  second(1, 0);
  seconds(9, 0, 0);
  second(1, 0);
  EXPECT_TRUE(watch_.silences().empty());
}

TEST_F(SilenceWatchTest, a_request_that_is_sent_at_the_end_of_a_second_is_not_waited_for_before) {
  second(1, 0);
  second(0, 1);
  second(1, 0);
  EXPECT_TRUE(watch_.silences().empty());
}

TEST_F(SilenceWatchTest, an_event_of_a_stream_is_heard) {
  const auto streaming = [&](int events, Nanos longest) {
    Interval interval;
    interval.t_s = t_s_++;
    interval.in_flight = 2;
    interval.open_streams = 2;
    interval.snapshot = Snapshot(1);
    for (int i = 0; i < events; ++i) interval.snapshot.by_request[0].streams.record(StreamTime::gap, longest);
    watch_.add(interval, interval.snapshot.total());
  };
  for (int i = 0; i < 8; ++i) streaming(300, 4ms);
  EXPECT_TRUE(watch_.silences().empty());
  for (int i = 0; i < 3; ++i) streaming(0, 4ms);
  streaming(300, 3500ms);
  ASSERT_EQ(watch_.silences().size(), 1u);
  EXPECT_NEAR(watch_.silences()[0].length_s, 3.5, 1e-9) << "who waited longest for an event";
}

TEST_F(SilenceWatchTest, rests_are_no_silence) {
  seconds(3, 90, 4);
  second(4, 0);
  seconds(5, 0, 0);
  second(90, 4);
  EXPECT_TRUE(watch_.silences().empty());
}

TEST_F(SilenceWatchTest, the_warm_up_is_left_out) {
  for (int i = 0; i < 5; ++i) second(0, 1, 5ms, true);
  seconds(3, 90, 1);
  EXPECT_TRUE(watch_.silences().empty());
}

TEST_F(SilenceWatchTest, keeps_the_longest_of_many) {
  for (std::size_t i = 0; i < SilenceWatch::kMost + 50; ++i) {
    second(9, 1);
    seconds(i % 10 == 0 ? 5 : 1, 0, 1);
  }
  second(9, 1);
  const auto silences = watch_.silences();
  EXPECT_EQ(silences.size(), SilenceWatch::kMost);
  EXPECT_EQ(std::count_if(silences.begin(), silences.end(), [](const auto& one) { return one.length_s >= 5; }), 31);
}

}  // namespace plimsoll::silence_watch_test
