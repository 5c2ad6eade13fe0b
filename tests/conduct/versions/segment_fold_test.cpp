// Versions that a target tells, folded into segments.

#include "conduct/versions/segment_fold.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace plimsoll::segment_fold_test {

// Told every five seconds.
std::vector<TargetSegment> told(const std::vector<std::string>& versions) {
  SegmentFold fold;
  double t_s = 2;
  for (const auto& version : versions) fold.add(std::exchange(t_s, t_s + 5), version);
  return fold.segments();
}

TEST(SegmentFold, is_one_segment_where_the_version_stays) {
  const auto segments = told({"1", "1", "1"});
  ASSERT_EQ(segments.size(), 1u);
  EXPECT_EQ(segments[0].version, "1");
  EXPECT_EQ(segments[0].from_s, 0);
  EXPECT_EQ(segments[0].to_s, 12);
}

TEST(SegmentFold, begins_another_where_a_version_is_told_three_times_in_a_row) {
  const auto segments = told({"1", "1", "2", "1", "2", "2", "2", "2"});
  ASSERT_EQ(segments.size(), 2u);
  EXPECT_EQ(segments[0].to_s, 17);
  EXPECT_EQ(segments[1].version, "2");
  EXPECT_EQ(segments[1].from_s, 22);
  EXPECT_EQ(segments[1].to_s, 37);
}

TEST(SegmentFold, says_since_when_another_is_told) {
  SegmentFold fold;
  fold.add(0, "1");
  EXPECT_FALSE(fold.next_from_s());
  fold.add(5, "2");
  fold.add(10, "2");
  EXPECT_EQ(fold.next_from_s(), 5);
  fold.add(15, "3");
  EXPECT_EQ(fold.next_from_s(), 15) << "yet another one";
  fold.add(20, "1");
  EXPECT_FALSE(fold.next_from_s()) << "it came back";
  for (const double t_s : {25.0, 30.0, 35.0}) fold.add(t_s, "2");
  EXPECT_FALSE(fold.next_from_s()) << "it is a segment";
}

TEST(SegmentFold, takes_two_that_answer_in_turn_for_no_new_one) {
  EXPECT_EQ(told({"1", "2", "1", "2", "2", "3", "2", "1"}).size(), 1u);
}

TEST(SegmentFold, is_bounded) {
  std::vector<std::string> versions;
  for (int i = 0; i < 300; ++i) versions.insert(versions.end(), 3, std::to_string(i));
  EXPECT_EQ(told(versions).size(), SegmentFold::kMost);
}

}  // namespace plimsoll::segment_fold_test
