#include "monitors/mappings/mapping_reading.h"

#include "tests/monitors/mappings/recorded_mappings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace plimsoll::mapping_reading_test {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using Kind = MappingClass;

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kBase = 0x7f0000001000;

// So many MiB from that MiB on, all in memory.
Mapping anonymous(std::uint64_t at_mib, std::uint64_t mib, std::string name = "") {
  Mapping one;
  one.begin = kBase + at_mib * kMiB;
  one.end = one.begin + mib * kMiB;
  one.rights = "rw-p";
  one.name = std::move(name);
  one.amount = {mib * kMiB, mib * kMiB, mib * kMiB};
  return one;
}

ProcessMappings growth(const std::vector<Mapping>& before, const std::vector<Mapping>& after) {
  return growth_between(condensed(before, 1, false), condensed(after, 1, false));
}

const ClassGrowth& of_class(const ProcessMappings& process, Kind kind) {
  return *std::find_if(process.classes.begin(), process.classes.end(),
                       [kind](const auto& one) { return one.kind == kind; });
}

std::int64_t gained(const ProcessMappings& process, Kind kind) {
  const auto& one = of_class(process, kind);
  return static_cast<std::int64_t>(held_bytes(kind, one.after, process.by_size)) -
         static_cast<std::int64_t>(held_bytes(kind, one.before, process.by_size));
}

TEST(MappingReading, tells_what_kind_of_memory_a_real_process_gained) {
  const auto process = growth_between(condensed(test::recorded_mappings("before"), 4, false),
                                      condensed(test::recorded_mappings("after"), 4, false));
  EXPECT_EQ(gained(process, Kind::anonymous), 11 * std::int64_t{kMiB});
  EXPECT_EQ(gained(process, Kind::shared_memory), 5 * std::int64_t{kMiB});
  EXPECT_GT(gained(process, Kind::heap), 3 * std::int64_t{kMiB} / 2);
  EXPECT_EQ(gained(process, Kind::arenas), 0);
  EXPECT_EQ(of_class(process, Kind::shared_memory).mappings_after, 4u);
  ASSERT_FALSE(process.grown.empty());
  EXPECT_EQ(process.grown[0].address, "7f172e000000-7f172ec00000") << "that the kernel joined from two";
  EXPECT_EQ(process.grown[0].before.anon_bytes, kMiB);
  EXPECT_EQ(process.grown[0].after.anon_bytes, 12 * kMiB);
}

TEST(MappingReading, one_that_grew_keeps_what_it_had) {
  const auto process = growth({anonymous(10, 2)}, {anonymous(8, 4)});
  ASSERT_THAT(process.grown, SizeIs(1));
  EXPECT_EQ(process.grown[0].before.resident_bytes, 2 * kMiB);
  EXPECT_EQ(process.grown[0].after.resident_bytes, 4 * kMiB);
  EXPECT_EQ(of_class(process, Kind::anonymous).grown, 1u);
}

TEST(MappingReading, two_that_became_one_have_what_both_had) {
  const auto process = growth({anonymous(10, 2), anonymous(14, 2)}, {anonymous(10, 6)});
  ASSERT_THAT(process.grown, SizeIs(1));
  EXPECT_EQ(process.grown[0].before.resident_bytes, 4 * kMiB);
}

TEST(MappingReading, one_that_was_split_has_its_share_in_each) {
  const auto process = growth({anonymous(10, 8)}, {anonymous(10, 2), anonymous(14, 4)});
  EXPECT_THAT(process.grown, IsEmpty());
  EXPECT_EQ(gained(process, Kind::anonymous), -2 * std::int64_t{kMiB});
}

TEST(MappingReading, one_that_was_moved_to_grow_keeps_what_it_had) {
  const auto process = growth({anonymous(10, 8), anonymous(30, 1)}, {anonymous(30, 1), anonymous(100, 10)});
  ASSERT_THAT(process.grown, SizeIs(1));
  EXPECT_EQ(process.grown[0].before.resident_bytes, 8 * kMiB);
  EXPECT_EQ(process.grown[0].after.resident_bytes, 10 * kMiB);
}

TEST(MappingReading, what_went_away_of_another_name_is_not_what_came) {
  const auto process = growth({anonymous(10, 8, "/models/a")}, {anonymous(100, 10)});
  ASSERT_THAT(process.grown, SizeIs(1));
  EXPECT_EQ(process.grown[0].before.resident_bytes, 0u);
}

TEST(MappingReading, keeps_few_of_very_many_and_sums_all) {
  std::vector<Mapping> many;
  for (std::uint64_t i = 0; i < 5000; ++i) many.push_back(anonymous(3 * i, i % 2 + 1));
  const auto reading = condensed(many, 1, false);
  EXPECT_EQ(reading.largest.size(), MappingReading::kMostKept);
  EXPECT_TRUE(std::is_sorted(reading.largest.begin(), reading.largest.end(),
                             [](const auto& a, const auto& b) { return a.begin < b.begin; }));
  const auto& all = reading.classes[static_cast<std::size_t>(Kind::anonymous)];
  EXPECT_EQ(all.mappings, 5000u);
  const auto process = growth_between(MappingReading{}, reading);
  EXPECT_EQ(of_class(process, Kind::anonymous).grown, 5000u);
  EXPECT_EQ(all.amount.resident_bytes, 7500 * kMiB);
}

TEST(MappingReading, of_one_of_which_only_sizes_are_known_compares_sizes) {
  auto grown = anonymous(10, 9);
  grown.amount = {9 * kMiB, 0, 0};
  const auto process = growth_between(condensed({anonymous(10, 2)}, 1, false), condensed({grown}, 1, true));
  EXPECT_TRUE(process.by_size);
  EXPECT_EQ(gained(process, Kind::anonymous), 7 * std::int64_t{kMiB});
}

}  // namespace plimsoll::mapping_reading_test
