#include "record/mapping_growth.h"

#include "record/run_record_json.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::mapping_growth_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

ProcessMappings process() {
  ProcessMappings process;
  process.pid = 4712;
  process.life = 2;
  process.from_s = 60.5;
  process.to_s = 1200;
  process.threads_before = 9;
  process.threads_after = 10;
  process.classes = {{MappingClass::shared_memory, 1, 3, 2, {4096, 4096, 0}, {12288, 8192, 0}}};
  process.grown = {{MappingClass::shared_memory, "/memfd:cache (deleted)", "7f00-7f01", {}, {4096, 4096, 0}}};
  return process;
}

TEST(MappingGrowth, comes_back_from_a_record_the_same) {
  auto before = leaking_record();
  before.monitors[0].mappings = {{process()}, {"the mappings of python 4713 may not be read"}};
  const auto text = to_json(before);
  const auto after = run_record_from_json(text);
  ASSERT_TRUE(after.has_value()) << after.error().message;
  EXPECT_EQ(to_json(*after), text);
  const auto& mappings = after->monitors[0].mappings;
  EXPECT_THAT(mappings.notes, ElementsAre("the mappings of python 4713 may not be read"));
  ASSERT_EQ(mappings.processes.size(), 1u);
  const auto& read = mappings.processes[0];
  EXPECT_EQ(read.pid, 4712);
  EXPECT_EQ(read.to_s, 1200);
  ASSERT_EQ(read.classes.size(), 1u);
  EXPECT_EQ(read.classes[0].kind, MappingClass::shared_memory);
  EXPECT_EQ(read.classes[0].after, (MappingAmount{12288, 8192, 0}));
  EXPECT_EQ(read.grown[0].name, "/memfd:cache (deleted)");
}

TEST(MappingGrowth, is_left_out_of_a_record_where_it_was_not_read) {
  EXPECT_THAT(to_json(leaking_record()), Not(HasSubstr("\"mappings\"")));
}

TEST(MappingGrowth, counts_what_a_driver_maps_by_its_size) {
  const MappingAmount amount{300, 20, 10};
  EXPECT_EQ(held_bytes(MappingClass::gpu, amount, false), 300u);
  EXPECT_EQ(held_bytes(MappingClass::heap, amount, false), 20u);
  EXPECT_EQ(held_bytes(MappingClass::heap, amount, true), 300u);
}

}  // namespace plimsoll::mapping_growth_test
