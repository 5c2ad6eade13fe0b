#include "conduct/watching/descriptor_limit.h"

#include <gtest/gtest.h>

namespace plimsoll::descriptor_limit_test {

ProcessRecord process(int pid, double from_s, double to_s, double first, double last) {
  ProcessRecord one;
  one.pid = pid;
  one.from_s = from_s;
  one.to_s = to_s;
  one.figures = {{"fds", first, last, last}, {"fds_limit", 1024, 1024, 1024}};
  return one;
}

TEST(DescriptorLimit, is_that_of_the_process_that_comes_to_it_first) {
  MonitorRecord monitor;
  monitor.processes = {process(1, 0, 100, 10, 24), process(2, 0, 100, 10, 224)};
  const auto nearest = nearest_descriptor_limit(monitor);
  ASSERT_TRUE(nearest);
  EXPECT_EQ(nearest->most, 1024);
  EXPECT_NEAR(nearest->seconds_to_it, 800 / 2.14, 0.01);
}

TEST(DescriptorLimit, is_not_read_from_a_process_that_has_just_begun) {
  MonitorRecord monitor;
  monitor.processes = {process(1, 0, 100, 10, 20), process(2, 98, 100, 3, 300)};
  EXPECT_NEAR(nearest_descriptor_limit(monitor)->seconds_to_it, 10040, 0.01);
}

TEST(DescriptorLimit, is_none_where_nothing_grows_or_no_limit_is_known) {
  MonitorRecord monitor;
  monitor.processes = {process(1, 0, 100, 10, 10), process(2, 0, 100, 20, 10)};
  EXPECT_FALSE(nearest_descriptor_limit(monitor));
  monitor.processes = {process(1, 0, 100, 10, 100)};
  monitor.processes[0].figures.pop_back();
  EXPECT_FALSE(nearest_descriptor_limit(monitor));
}

}  // namespace plimsoll::descriptor_limit_test
