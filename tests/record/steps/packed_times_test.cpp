#include "record/steps/packed_times.h"

#include <gtest/gtest.h>

#include <limits>

namespace plimsoll::test::packed_times_test {

TEST(PackedTimes, are_the_same_times) {
  const CoarseTimes times = {{0, 1}, {1, 127}, {130, 128}, {4000, std::numeric_limits<std::uint64_t>::max()}};
  EXPECT_EQ(unpacked(packed(times)), times);
  EXPECT_EQ(unpacked(packed({})), CoarseTimes{});
}

TEST(PackedTimes, of_a_second_take_little) {
  CoarseTimes times;
  for (std::uint32_t index = 200; index < 260; ++index) times.push_back({index, index});
  EXPECT_LE(packed(times).capacity(), 60 * 3 + 1U);
}

}  // namespace plimsoll::test::packed_times_test
