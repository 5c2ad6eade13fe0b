// A target that was redeployed: its versions in the page's data, and with what is said of memory.

#include "reports/html/data.h"
#include "reports/words/sentences.h"
#include "tests/support/sample_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace plimsoll::segments_test {

using ::testing::HasSubstr;

TEST(Segments, begin_in_every_chart_where_the_version_changes) {
  RunRecord record = leaking_record();
  record.segments = {{"1.4", 0, 100}, {"1.5", 105, 1000}};
  const auto data = nlohmann::json::parse(chart_data_json(record, record.stats.total()));
  ASSERT_EQ(data["segments"].size(), 1u);
  EXPECT_EQ(data["segments"][0]["t"], 105);
  EXPECT_EQ(data["segments"][0]["label"], "1.5");
}

TEST(Segments, stand_with_the_name_of_what_was_watched) {
  RunRecord record = leaking_record();
  record.leaks.front().segment = TargetSegment{"1.4", 0, 100};
  EXPECT_THAT(leak_sentence(record, record.leaks.front()), HasSubstr(", version 1.4: "));
}

}  // namespace plimsoll::segments_test
