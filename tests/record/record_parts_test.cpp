#include "record/record_parts.h"

#include "tests/support/stream_record.h"

#include <gtest/gtest.h>

namespace plimsoll::record_parts_test {

TEST(RecordParts, have_what_a_list_of_runs_shows_of_streams) {
  const auto parts = record_parts_from_json(to_json_line(record_parts(stream_record())));
  ASSERT_TRUE(parts);
  EXPECT_TRUE(parts->has_streams);
  EXPECT_NEAR(parts->ttft_p95_ms.value(), 400, 2);
  EXPECT_DOUBLE_EQ(parts->tokens_per_second.value(), 120);
}

TEST(RecordParts, of_a_run_without_streams_have_none_of_them) {
  const auto parts = record_parts_from_json(to_json_line(record_parts(no_stream_record())));
  ASSERT_TRUE(parts);
  EXPECT_FALSE(parts->has_streams);
  EXPECT_FALSE(parts->ttft_p95_ms);
  EXPECT_FALSE(parts->tokens_per_second);
}

TEST(RecordParts, of_an_older_store_are_read) {
  const auto parts = record_parts_from_json(R"({"load":true,"monitors":[]})");
  ASSERT_TRUE(parts);
  EXPECT_FALSE(parts->has_streams);
}

}  // namespace plimsoll::record_parts_test
