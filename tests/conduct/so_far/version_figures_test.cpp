// Requests counted by the version that answered them.

#include "conduct/so_far/version_figures.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace plimsoll::version_figures_test {

using namespace std::chrono_literals;

// 100 requests that took so long, a tenth of which failed.
RequestStats second_of(Nanos took) {
  RequestStats stats;
  stats.requests = 100;
  stats.failures = 10;
  for (int i = 0; i < 100; ++i) stats.response_time.record(took);
  return stats;
}

TargetSegment segment(const std::string& version, double from_s, double to_s) { return {version, from_s, to_s}; }

TEST(VersionFigures, are_those_of_all_where_there_is_one_version) {
  VersionFigures figures;
  figures.add(0, second_of(10ms));
  figures.tell({segment("1", 0, 1)}, {});
  figures.add(1, second_of(10ms));
  const auto segments = figures.segments();
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].figures->requests, 200u);
  EXPECT_EQ(segments[0].figures->failures, 20u);
  EXPECT_NEAR(*segments[0].figures->p50_ms, 10, 0.1);
}

TEST(VersionFigures, are_of_each_and_what_lies_between_is_of_neither) {
  VersionFigures figures;
  figures.tell({segment("1", 0, 0)}, {});
  for (int i = 0; i < 5; ++i) figures.add(i, second_of(10ms));
  figures.tell({segment("1", 0, 5)}, {});
  for (int i = 5; i < 8; ++i) figures.add(i, second_of(30ms));  // either may have answered
  figures.tell({segment("1", 0, 5)}, 9);
  figures.add(8, second_of(30ms));  // and then, too
  for (int i = 9; i < 12; ++i) figures.add(i, second_of(50ms));
  EXPECT_EQ(figures.segments().front().figures->requests, 1200u) << "no segment yet";
  figures.tell({segment("1", 0, 5), segment("2", 9, 12)}, {});
  for (int i = 12; i < 14; ++i) figures.add(i, second_of(50ms));
  const auto segments = figures.segments();
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_EQ(segments[0].figures->requests, 500u);
  EXPECT_NEAR(*segments[0].figures->p95_ms, 10, 0.1);
  EXPECT_EQ(segments[1].figures->requests, 500u);
  EXPECT_EQ(segments[1].figures->failures, 50u);
  EXPECT_NEAR(*segments[1].figures->p50_ms, 50, 0.3);
  EXPECT_NEAR(*segments[1].figures->p99_ms, 50, 0.3);
}

TEST(VersionFigures, of_one_that_came_back_are_its_own) {
  VersionFigures figures;
  figures.tell({segment("1", 0, 0)}, {});
  figures.add(0, second_of(10ms));
  figures.tell({segment("1", 0, 0)}, 1);
  figures.add(1, second_of(10ms));
  figures.tell({segment("1", 0, 0)}, 2);  // yet another one
  figures.add(2, second_of(10ms));
  figures.tell({segment("1", 0, 3)}, {});
  figures.tell({segment("1", 0, 3)}, 4);
  figures.add(4, second_of(70ms));
  figures.tell({segment("1", 0, 3), segment("2", 4, 9)}, {});
  EXPECT_EQ(figures.segments()[0].figures->requests, 300u);
  EXPECT_EQ(figures.segments()[1].figures->requests, 100u);
}

TEST(VersionFigures, tell_no_percentile_of_too_few_requests) {
  VersionFigures figures;
  figures.tell({segment("1", 0, 0)}, {});
  EXPECT_EQ(figures.segments()[0].figures->requests, 0u);
  EXPECT_FALSE(figures.segments()[0].figures->p50_ms);
  figures.add(0, second_of(10ms));
  EXPECT_TRUE(figures.segments()[0].figures->p95_ms);
  EXPECT_FALSE(figures.segments()[0].figures->p99_ms);
}

}  // namespace plimsoll::version_figures_test
