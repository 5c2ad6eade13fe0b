#include "conduct/so_far/clock_watch.h"

#include <gtest/gtest.h>

namespace plimsoll::clock_watch_test {

using namespace std::chrono_literals;

constexpr ClockReading kBegin = {100s, 5000s, 1'700'000'000s};

ClockReading later(Nanos by) { return {kBegin.monotonic + by, kBegin.boottime + by, kBegin.realtime + by}; }

TEST(ClockWatch, sees_nothing_where_all_clocks_go_alike) {
  ClockWatch watch;
  for (int second = 0; second < 100; ++second) {
    auto reading = later(std::chrono::seconds(second));
    reading.realtime += std::chrono::microseconds(500 * second);  // slewed
    watch.add(reading);
  }
  EXPECT_EQ(watch.step_s(), 0);
  EXPECT_EQ(watch.suspended_s(), 0);
}

TEST(ClockWatch, tells_the_greatest_step_with_its_sign) {
  ClockWatch watch;
  watch.add(kBegin);
  auto reading = later(1s);
  reading.realtime += 2s;
  watch.add(reading);
  reading = later(2s);
  reading.realtime -= 3s;  // 5 s back
  watch.add(reading);
  reading = later(3s);
  reading.realtime -= 2s;
  watch.add(reading);
  EXPECT_EQ(watch.step_s(), -5);
  EXPECT_EQ(watch.suspended_s(), 0);
}

TEST(ClockWatch, adds_up_the_sleep_of_the_machine_and_takes_it_for_no_step) {
  ClockWatch watch;
  watch.add(kBegin);
  for (int sleep = 1; sleep <= 2; ++sleep) {
    auto reading = later(std::chrono::seconds(sleep));
    reading.boottime += sleep * 6s;
    reading.realtime += sleep * 6s;
    watch.add(reading);
  }
  EXPECT_EQ(watch.suspended_s(), 12);
  EXPECT_EQ(watch.step_s(), 0);
}

TEST(ClockWatch, reads_clocks_that_go_on) {
  const auto first = read_clocks();
  const auto second = read_clocks();
  EXPECT_GE(second.monotonic, first.monotonic);
  EXPECT_GE(second.boottime, first.boottime);
  EXPECT_GE(first.boottime, first.monotonic);
}

}  // namespace plimsoll::clock_watch_test
