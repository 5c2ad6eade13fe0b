#include "record/steps/stream_steps.h"

#include "core/time.h"
#include "record/run_record.h"
#include "record/run_record_json.h"

#include <gtest/gtest.h>

namespace plimsoll::stream_steps_test {

using namespace std::chrono_literals;

RequestStats stats_of(std::uint64_t streams, Nanos first_token, std::uint64_t failures = 0) {
  RequestStats stats;
  stats.requests = streams + failures;
  stats.failures = failures;
  stats.streams.limited = stats.requests;
  stats.streams.streams = stats.streams.held = streams;
  stats.streams.tokens_out = 10 * streams;
  for (std::uint64_t i = 0; i < streams; ++i) {
    stats.streams.record(StreamTime::first_token, first_token);
    stats.streams.record(StreamTime::gap, 20ms);
    stats.streams.record(StreamTime::token_by_usage, 21ms);
  }
  return stats;
}

TEST(StreamSteps, keep_each_second_while_there_is_room) {
  StreamSteps steps;
  const auto stats = stats_of(3, 100ms, 1);
  steps.add({2, 1, 5, 4, 6, stats});
  ASSERT_EQ(steps.steps.size(), 3U);
  EXPECT_EQ(steps.steps[0].length_s, 0) << "nothing was measured in it";
  const auto& step = steps.steps[2];
  EXPECT_EQ(step.length_s, 1);
  EXPECT_EQ(step.users, 5);
  EXPECT_EQ(step.open, 4);
  EXPECT_EQ(step.arrivals, 6U);
  EXPECT_EQ(step.requests, 4U);
  EXPECT_EQ(step.failures, 1U);
  EXPECT_EQ(step.streams, 3U);
  EXPECT_EQ(step.limited, 4U);
  EXPECT_EQ(step.held, 3U);
  EXPECT_EQ(step.tokens, 30U);
  EXPECT_EQ(step.gaps, 3U);
  EXPECT_NEAR(*quantile_ms(step.of(StreamTime::first_token), StreamSteps::kJoined, 0.5), 100, 6);
  EXPECT_TRUE(step.of(StreamTime::token_by_event).empty());
}

// As it was written before `limited` was counted: `held` is of all good streams.
std::string older(std::string json) {
  for (auto at = json.find("\"limited\""); at != std::string::npos; at = json.find("\"limited\"", at))
    json.replace(at, std::string_view("\"limited\"").size(), "\"unknown\"");
  return json;
}

RunRecord run_with(const std::vector<StreamedRequest>& streamed) {
  RunRecord record;
  record.streamed = streamed;
  RequestStats all;
  for (const auto& one : streamed) {
    record.request_names.push_back(one.name);
    all.merge(record.stats.by_request.emplace_back(stats_of(3, 100ms, 1)));
  }
  record.stream_steps.add({0, 1, 5, 4, 6, all});
  return record;
}

TEST(StreamSteps, of_an_older_record_are_of_what_has_an_slo) {
  const auto alone = run_record_from_json(older(to_json(run_with({{"chat", 300}}))));
  ASSERT_TRUE(alone.has_value());
  EXPECT_EQ(alone->stats.by_request[0].streams.limited, 4U);
  EXPECT_EQ(alone->stream_steps.steps[0].limited, 4U);
  EXPECT_EQ(alone->stream_steps.steps[0].held, 3U);
  const auto mixed = run_record_from_json(older(to_json(run_with({{"chat", 300}, {"title"}}))));
  ASSERT_TRUE(mixed.has_value());
  EXPECT_EQ(mixed->stats.total().streams.limited, 4U);
  EXPECT_EQ(mixed->stats.total().streams.held, 3U) << "title has no slo to meet";
  EXPECT_EQ(mixed->stream_steps.steps[0].limited, 0U) << "whose they are was not written";
  EXPECT_EQ(mixed->stream_steps.steps[0].held, 0U);
}

TEST(StreamSteps, join_two_by_two_where_the_run_outgrows_them) {
  StreamSteps steps;
  for (int t = 0; t < 10; ++t) {
    const auto stats = stats_of(1, 100ms);
    steps.add({static_cast<double>(t), 1, static_cast<double>(t), 2, 1, stats}, 4);
  }
  EXPECT_EQ(steps.step_s, 4U);
  ASSERT_EQ(steps.steps.size(), 3U);
  EXPECT_EQ(steps.steps[0].length_s, 4);
  EXPECT_DOUBLE_EQ(steps.steps[0].users, 1.5) << "the mean of 0, 1, 2 and 3";
  EXPECT_EQ(steps.steps[0].streams, 4U);
  EXPECT_EQ(steps.steps[0].limited, 4U);
  EXPECT_EQ(count_of(steps.steps[0].of(StreamTime::first_token)), 4U);
  EXPECT_EQ(steps.steps[2].length_s, 2);
}

TEST(StreamSteps, tell_the_time_of_a_token_that_most_streams_have) {
  StreamSteps steps;
  EXPECT_EQ(steps.token_time(), std::nullopt);
  auto stats = stats_of(3, 100ms);
  stats.streams.record(StreamTime::token_by_event, 1ms);
  steps.add({0, 1, 1, 1, 1, stats});
  EXPECT_EQ(steps.token_time(), StreamTime::token_by_usage);
}

RunRecord streamed_record() {
  RunRecord record;
  record.id = "20260301-100000-c0de";
  record.request_names = {"chat"};
  record.streamed = {{"chat", 300, std::nullopt, 2000}};
  record.stats = Snapshot(1);
  record.stats.by_request[0] = stats_of(40, 120ms, 2);
  record.stats.by_request[0].streams.record(StreamTime::first_token_failed, 900ms);
  record.stream_steps.add({0, 1, 2.5, 2, 42, record.stats.by_request[0]});
  return record;
}

TEST(StreamSteps, come_back_from_run_json_as_they_were) {
  const auto record = streamed_record();
  const auto text = to_json(record);
  const auto read = run_record_from_json(text);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), text);
  EXPECT_EQ(read->stream_steps.steps.at(0).users, 2.5);
  EXPECT_EQ(read->streamed.at(0).response_time_ms, 2000);
  EXPECT_NE(text.find("\"first_token_of_all_ms\""), std::string::npos);
}

TEST(StreamSteps, are_not_told_of_a_run_without_streams) {
  auto record = streamed_record();
  record.streamed.clear();
  record.stream_steps = {};
  record.stats.by_request[0].streams = {};
  const auto text = to_json(record);
  EXPECT_EQ(text.find("stream"), std::string::npos);
  EXPECT_FALSE(has_streams(record));
}

TEST(StreamSteps, of_an_odd_length_are_refused) {
  auto record = streamed_record();
  record.stream_steps.step_s = 3;
  const auto read = run_record_from_json(to_json(record));
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().message, "streams_over_time: expected steps of 1, 2, 4, 8 ... seconds");
}

}  // namespace plimsoll::stream_steps_test
