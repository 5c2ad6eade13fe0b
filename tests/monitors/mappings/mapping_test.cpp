#include "monitors/mappings/mapping.h"

#include "tests/monitors/mappings/recorded_mappings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace plimsoll::mapping_test {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<Mapping> parsed(std::initializer_list<const char*> lines) {
  MappingParser parser;
  for (const auto* line : lines) parser.add_line(line);
  return parser.take();
}

TEST(Mapping, of_a_real_process_are_all_read) {
  const auto mappings = test::recorded_mappings("after");
  ASSERT_EQ(mappings.size(), 41u);
  const auto heap =
      std::find_if(mappings.begin(), mappings.end(), [](const auto& mapping) { return mapping.name == "[heap]"; });
  ASSERT_NE(heap, mappings.end());
  EXPECT_EQ(heap->begin, 0x56453983a000u);
  EXPECT_EQ(heap->end, 0x564539b38000u);
  EXPECT_EQ(heap->rights, "rw-p");
  EXPECT_EQ(heap->amount.size_bytes, 0x564539b38000u - 0x56453983a000u);
  EXPECT_GT(heap->amount.anon_bytes, 2u << 20);
}

TEST(Mapping, counts_what_is_swapped_out_and_huge_pages_as_held) {
  const auto mappings =
      parsed({"7f0000000000-7f0000400000 rw-p 00000000 00:00 0", "Rss:  1024 kB", "Anonymous:  1000 kB",
              "Swap:  512 kB", "Private_Hugetlb:  2048 kB", "Pss_Dirty: 99 kB"});
  ASSERT_THAT(mappings, SizeIs(1));
  EXPECT_EQ(mappings[0].amount, (MappingAmount{4 << 20, (1024 + 512 + 2048) << 10, (1000 + 512 + 2048) << 10}));
}

TEST(Mapping, that_may_not_be_touched_has_no_size) {
  const auto mappings = parsed({"7f0000000000-7f0004000000 ---p 00000000 00:00 0"});
  ASSERT_THAT(mappings, SizeIs(1));
  EXPECT_FALSE(mappings[0].may_be_touched());
  EXPECT_EQ(mappings[0].amount.size_bytes, 0u);
}

TEST(Mapping, has_its_name_with_blanks) {
  const auto mappings = parsed({"7f0000000000-7f0000001000 rw-s 00000000 00:01 29211          /dev/zero (deleted)"});
  ASSERT_THAT(mappings, SizeIs(1));
  EXPECT_EQ(mappings[0].name, "/dev/zero (deleted)");
}

TEST(Mapping, tells_guard_pages_within_it) {
  const auto mappings = parsed({"7f0000000000-7f0000800000 rw-p 00000000 00:00 0", "VmFlags: rd wr mr mw me gu ac"});
  ASSERT_THAT(mappings, SizeIs(1));
  EXPECT_TRUE(mappings[0].has_guards);
}

TEST(Mapping, of_what_is_none_is_none) {
  EXPECT_THAT(parsed({"", "Rss: 12 kB", "x-y rw-p", "2000-1000 rw-p 0 0 0", "1000-2000 rw 0 0 0", "nonsense"}),
              IsEmpty());
}

}  // namespace plimsoll::mapping_test
