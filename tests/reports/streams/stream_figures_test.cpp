#include "reports/streams/stream_figures.h"

#include "reports/streams/stream_table.h"
#include "tests/support/stream_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::stream_figures_test {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(StreamFigures, are_of_each_request_and_of_all) {
  const auto all = stream_figures(stream_record());
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].name, "chat");
  EXPECT_DOUBLE_EQ(all[0].tokens_per_second.value(), 120);
  EXPECT_DOUBLE_EQ(all[0].tokens_by_user.value(), 15) << "for each of 8 users";
  EXPECT_DOUBLE_EQ(all[0].goodput.value(), 300.0 / 405) << "the failed ones met nothing";
  EXPECT_DOUBLE_EQ(all[0].goodput_per_second.value(), 30);
  EXPECT_EQ(all[1].tokens_per_second, std::nullopt) << "nobody counted them";
  EXPECT_EQ(all[1].goodput, std::nullopt) << "it has no limits";
  EXPECT_EQ(all[1].token_time, StreamTime::token_by_event);
  EXPECT_TRUE(all[2].is_all);
  EXPECT_EQ(all[2].stats.requests, 415U);
  EXPECT_DOUBLE_EQ(all[2].goodput.value(), 300.0 / 405) << "of those that have limits";
}

// The user has left when the last second is read.
TEST(StreamFigures, of_one_user_have_all_tokens) {
  auto record = one_stream_record();
  record.duration_s = 1.4;
  record.stats.by_request[0].merge(RequestStats(record.stats.by_request[0]));
  record.stream_steps.add({1, 0.4, 0, 0, 1, record.stats.by_request[0]});
  const auto figures = stream_figures(record).at(0);
  EXPECT_DOUBLE_EQ(figures.tokens_by_user.value(), figures.tokens_per_second.value());
}

TEST(StreamFigures, of_one_request_stand_alone) {
  const auto all = stream_figures(one_stream_record());
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all_streams(one_stream_record())->name, "chat");
}

TEST(StreamFigures, are_none_without_streams) {
  EXPECT_THAT(stream_figures(no_stream_record()), IsEmpty());
  EXPECT_EQ(all_streams(no_stream_record()), std::nullopt);
  EXPECT_THAT(stream_table(no_stream_record()).rows, IsEmpty());
}

TEST(StreamFigures, hold_the_first_tokens_of_all_beside_those_of_good_streams) {
  const auto all = stream_figures(stream_record());
  EXPECT_EQ(all[0].stats.streams.of(StreamTime::first_token)->count(), 400U);
  EXPECT_EQ(all[0].stats.streams.first_token_of_all().count(), 405U);
}

TEST(StreamFigures, tell_how_much_lies_behind_the_sending) {
  StreamStats streams;
  EXPECT_EQ(share_from_sent(streams), std::nullopt);
  streams.record(StreamTime::first_token, std::chrono::milliseconds(200));
  streams.record(StreamTime::first_token_service, std::chrono::milliseconds(150));
  EXPECT_NEAR(share_from_sent(streams).value(), 0.75, 0.01);
}

TEST(StreamTable, has_goodput_where_there_are_limits) {
  const auto table = stream_table(stream_record());
  EXPECT_EQ(table.titles.back(), "goodput");
  ASSERT_EQ(table.rows.size(), 3U);
  EXPECT_EQ(table.rows[0].cells.back(), "74.1 %");
  EXPECT_TRUE(table.rows[0].has_failures);
  EXPECT_EQ(table.rows[1].cells.back(), "-");
  EXPECT_EQ(table.rows[2].cells.back(), "74.1 %") << "what has no limits is not among them";
  EXPECT_EQ(stream_table(one_stream_record()).titles.back(), "by user");
}

TEST(StreamWords, list_the_most_first) {
  EXPECT_EQ(finish_reasons_text({{"length", 2}, {"stop", 50}}), "stop 50, length 2");
  FailureTally failures;
  failures.add(FailureKind::stream_cut);
  for (int i = 0; i < 3; ++i) failures.add(FailureKind::stalled);
  EXPECT_EQ(failure_kinds_text(failures), "3 stalled, 1 stream_cut");
}

}  // namespace plimsoll::stream_figures_test
