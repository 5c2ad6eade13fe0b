#include "engine/streams/stream_meter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::stream_meter_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

constexpr Instant at(Nanos time) { return Instant(1h + time); }

class StreamMeterTest : public ::testing::Test {
 protected:
  StreamMeterTest() {
    meter_.count_into(&reads_);
    meter_.begin(rules_);
  }

  void event(std::string_view json, Nanos time) { meter_.take("data: " + std::string(json) + "\n\n", at(time)); }
  void text(std::string_view words, Nanos time) {
    event(R"({"choices":[{"delta":{"content":")" + std::string(words) + R"("},"finish_reason":null}]})", time);
  }
  void end(Nanos time) {
    event("[DONE]", time);
    meter_.finish(at(time));
  }
  const StreamLog& log() const { return meter_.log(); }

  StreamRules rules_;
  StreamReads reads_;
  StreamMeter meter_;
};

TEST_F(StreamMeterTest, takes_the_instants_of_the_first_of_each_kind) {
  event(R"({"choices":[{"delta":{"role":"assistant","content":""}}]})", 10ms);
  event(R"({"choices":[{"delta":{"reasoning_content":"hm"}}]})", 20ms);
  text("Hi", 50ms);
  text("!", 70ms);
  end(71ms);
  EXPECT_EQ(log().first_event, at(10ms));
  EXPECT_EQ(log().first_token, at(20ms));
  EXPECT_EQ(log().first_text, at(50ms));
  EXPECT_EQ(log().last_token, at(70ms));
  EXPECT_EQ(log().events, 5U);
  EXPECT_EQ(log().token_events, 3U);
  EXPECT_EQ(log().failure, FailureKind::none) << log().failure_message;
  EXPECT_EQ(reads_.gaps.count(), 2U);
  EXPECT_EQ(reads_.gaps.minimum(), 20ms);
  EXPECT_EQ(reads_.gaps.maximum(), 30ms);
}

TEST_F(StreamMeterTest, takes_tokens_by_the_count_of_the_server) {
  event(R"({"choices":[{"delta":{"content":"Three tokens here"}}],"usage":{"completion_tokens":3,"prompt_tokens":9}})",
        10ms);
  event(R"({"choices":[{"delta":{"content":" five"}}],"usage":{"completion_tokens":5,"prompt_tokens":9}})", 20ms);
  end(21ms);
  EXPECT_THAT(log().tokens_in_first, Optional(3U));
  EXPECT_THAT(log().tokens_out, Optional(5U));
  EXPECT_THAT(log().tokens_in, Optional(9U));
}

TEST_F(StreamMeterTest, fails_an_error_within_it) {
  text("a", 10ms);
  event(R"({"error":{"message":"CUDA out of memory"}})", 20ms);
  end(21ms);
  EXPECT_EQ(log().failure, FailureKind::stream_error);
  EXPECT_EQ(log().failure_message, "an error within the stream: CUDA out of memory");
}

TEST_F(StreamMeterTest, fails_without_its_end) {
  text("a", 10ms);
  meter_.finish(at(20ms));
  EXPECT_EQ(log().failure, FailureKind::stream_cut);
  EXPECT_EQ(log().failure_message, "the stream ends without [DONE] or a finish reason");
}

TEST_F(StreamMeterTest, takes_a_finish_reason_for_its_end) {
  text("a", 10ms);
  event(R"({"choices":[{"delta":{},"finish_reason":"length"}]})", 11ms);
  meter_.finish(at(20ms));
  EXPECT_EQ(log().failure, FailureKind::none);
  EXPECT_THAT(log().finish_reasons, ElementsAre("length"));
}

TEST_F(StreamMeterTest, asks_no_end_of_who_never_says_one) {
  event("just words", 10ms);
  meter_.finish(at(20ms));
  EXPECT_EQ(log().failure, FailureKind::none);
  rules_.end = StreamRules::End::needed;
  meter_.begin(rules_);
  event("just words", 10ms);
  meter_.finish(at(20ms));
  EXPECT_EQ(log().failure, FailureKind::stream_cut);
}

TEST_F(StreamMeterTest, fails_an_empty_answer) {
  event(R"({"choices":[{"delta":{"role":"assistant","content":""}}]})", 10ms);
  event(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})", 11ms);
  end(12ms);
  EXPECT_EQ(log().failure, FailureKind::stream_empty);
  EXPECT_EQ(log().failure_message, "no event of the stream has text");
  meter_.begin(rules_);
  meter_.finish(at(1ms));
  EXPECT_EQ(log().failure_message, "the stream has no event");
}

TEST_F(StreamMeterTest, fails_what_ends_within_an_event) {
  text("a", 10ms);
  event("[DONE]", 11ms);
  meter_.take("data: {\"cho", at(12ms));
  meter_.finish(at(13ms));
  EXPECT_EQ(log().failure, FailureKind::stream_cut);
  EXPECT_THAT(log().failure_message, HasSubstr("within an event"));
}

TEST_F(StreamMeterTest, fails_what_is_no_json) {
  text("a", 10ms);
  event("{\"choices\":", 11ms);
  end(12ms);
  EXPECT_EQ(log().failure, FailureKind::malformed);
}

TEST_F(StreamMeterTest, measures_events_of_a_shape_of_their_own) {
  event(R"({"prediction":1})", 10ms);
  event("{}", 20ms);
  event(R"({"prediction":2})", 40ms);
  EXPECT_EQ(log().token_events, 2U) << "while it goes on";
  EXPECT_EQ(reads_.gaps.count(), 0U) << "until it is known that none is recognised";
  meter_.finish(at(50ms));
  EXPECT_EQ(log().failure, FailureKind::none) << log().failure_message;
  EXPECT_EQ(log().events, 3U);
  EXPECT_EQ(log().first_token, at(10ms));
  EXPECT_EQ(log().first_text, at(10ms));
  EXPECT_EQ(log().last_token, at(40ms));
  EXPECT_EQ(reads_.gaps.count(), 1U);
  EXPECT_EQ(reads_.gaps.maximum(), 30ms);
}

TEST_F(StreamMeterTest, counts_gaps_of_an_answer_that_does_not_come_to_its_end) {
  event(R"({"prediction":1})", 10ms);
  event(R"({"prediction":2})", 40ms);
  meter_.release();
  meter_.release();
  EXPECT_EQ(reads_.gaps.count(), 1U);
  meter_.begin(rules_);
  meter_.finish(at(50ms));
  EXPECT_EQ(reads_.gaps.count(), 1U);
}

// However many of them come before it, and whatever they have.
TEST_F(StreamMeterTest, takes_the_first_event_that_it_knows_for_the_first_token) {
  rules_.keeps_text = true;
  meter_.begin(rules_);
  for (int i = 1; i <= 100; ++i) event(R"({"waiting":true,"usage":{"completion_tokens":0}})", i * 1ms);
  event("loading", 101ms);
  event("\"loading\"", 102ms);
  event(R"({"choices":[{"delta":{"role":"assistant"}}]})", 500ms);
  EXPECT_EQ(log().token_events, 0U);
  event(R"({"waiting":true})", 501ms);
  text("Hi", 510ms);
  event(R"({"waiting":true})", 511ms);
  text("!", 530ms);
  end(531ms);
  EXPECT_EQ(log().failure, FailureKind::malformed) << "loading, where JSON was";
  EXPECT_EQ(log().events, 108U);
  EXPECT_EQ(log().token_events, 2U);
  EXPECT_EQ(log().first_event, at(1ms));
  EXPECT_EQ(log().first_token, at(510ms));
  EXPECT_EQ(log().first_text, at(510ms));
  EXPECT_EQ(log().last_token, at(530ms));
  EXPECT_FALSE(log().distrusted);
  EXPECT_EQ(reads_.gaps.count(), 1U);
  EXPECT_EQ(reads_.gaps.maximum(), 20ms);
  EXPECT_EQ(meter_.text(), "Hi!");
}

TEST_F(StreamMeterTest, takes_no_other_event_for_one_of_a_protocol_that_it_knows) {
  rules_.has_known_shape = true;
  meter_.begin(rules_);
  event(R"({"prediction":1})", 10ms);
  end(11ms);
  EXPECT_EQ(log().failure, FailureKind::stream_empty);
  EXPECT_EQ(log().token_events, 0U);
}

TEST_F(StreamMeterTest, takes_no_heartbeat_for_an_event_of_the_answer) {
  const auto beat = [&](std::string_view bytes) { meter_.take(bytes, at(1ms)); };
  const auto beats = [&] {
    beat("event: ping\ndata: {}\n\n");
    beat("event: heartbeat\ndata: {\"at\":1}\n\n");
    beat("event: keepalive\ndata: still here\n\n");
    beat("data:\n\ndata: \n\ndata\ndata\n\n");
    beat("data: {\"type\":\"ping\"}\n\n");
  };
  beats();
  text("a", 10ms);
  beats();
  text("b", 20ms);
  beats();
  end(21ms);
  EXPECT_EQ(log().failure, FailureKind::none) << log().failure_message;
  EXPECT_EQ(log().token_events, 2U);
  EXPECT_EQ(log().first_token, at(10ms));
}

TEST_F(StreamMeterTest, is_whole_once_each_choice_has_ended) {
  const auto choice = [&](int index, const std::string& reason, Nanos time) {
    event(R"({"choices":[{"index":)" + std::to_string(index) + R"(,"delta":{"content":"a"},"finish_reason":)" + reason +
              "}]}",
          time);
  };
  choice(0, "null", 10ms);
  choice(1, "null", 11ms);
  choice(0, R"("stop")", 12ms);
  meter_.finish(at(13ms));
  EXPECT_EQ(log().failure, FailureKind::stream_cut);
  meter_.begin(rules_);
  choice(0, R"("stop")", 10ms);
  choice(1, "null", 11ms);
  choice(1, R"("length")", 12ms);
  choice(1, R"("stop")", 13ms);
  meter_.finish(at(14ms));
  EXPECT_EQ(log().failure, FailureKind::none) << log().failure_message;
  EXPECT_THAT(log().finish_reasons, ElementsAre("stop", "length"));
  meter_.begin(rules_);
  choice(0, "null", 10ms);
  choice(1, R"("stop")", 11ms);
  end(12ms);
  EXPECT_EQ(log().failure, FailureKind::none) << "it says [DONE]";
}

TEST_F(StreamMeterTest, does_not_believe_that_an_event_with_text_has_no_token) {
  event(R"({"choices":[{"delta":{"content":""}}],"usage":{"completion_tokens":0}})", 9ms);
  event(R"({"choices":[{"delta":{"content":"a"}}],"usage":{"completion_tokens":0}})", 10ms);
  text("b", 20ms);
  event(R"({"choices":[],"usage":{"completion_tokens":2}})", 21ms);
  end(21ms);
  EXPECT_TRUE(log().distrusted);
  EXPECT_FALSE(log().tokens_out);
  EXPECT_FALSE(log().tokens_in_first);
}

TEST_F(StreamMeterTest, measures_a_line_each) {
  rules_.form = StreamRules::Form::ndjson;
  meter_.begin(rules_);
  meter_.take("{\"response\":\"a\",\"done\":false}\n{\"respon", at(10ms));
  meter_.take("se\":\"b\",\"done\":false}\r\n\n", at(30ms));
  meter_.take(R"({"response":"","done":true,"eval_count":2})", at(40ms));
  meter_.finish(at(41ms));
  EXPECT_EQ(log().events, 3U);
  EXPECT_EQ(log().token_events, 2U);
  EXPECT_THAT(log().tokens_out, Optional(2U));
  EXPECT_EQ(log().failure, FailureKind::none) << log().failure_message;
  EXPECT_EQ(reads_.gaps.maximum(), 20ms);
}

TEST_F(StreamMeterTest, measures_chunks_as_they_were_sent) {
  rules_.form = StreamRules::Form::chunks;
  meter_.begin(rules_);
  meter_.set_chunked();
  meter_.take("ab", at(10ms));
  meter_.take("cd", at(15ms));
  meter_.end_chunk(at(15ms));
  meter_.take("ef", at(25ms));
  meter_.end_chunk(at(25ms));
  meter_.finish(at(26ms));
  EXPECT_EQ(log().events, 2U);
  EXPECT_EQ(log().first_token, at(15ms));
  EXPECT_EQ(reads_.gaps.maximum(), 10ms);
  EXPECT_EQ(log().failure, FailureKind::none);
}

TEST_F(StreamMeterTest, knows_no_instants_of_events_that_a_late_read_brings_together) {
  const auto read = [&](Nanos waited, const std::string& words) {
    meter_.note_read(waited);
    for (const char word : words) text(std::string(1, word), 10ms);
  };
  read(5ms, "a");
  read(1ms, "bc");
  EXPECT_EQ(reads_.unstamped, 0U);
  read(5ms, "de");
  meter_.note_read(std::nullopt);
  EXPECT_EQ(reads_.unstamped, 2U);
  end(11ms);
  EXPECT_EQ(reads_.unstamped, 2U);
  EXPECT_EQ(reads_.delays.count(), 3U);
}

TEST_F(StreamMeterTest, forgets_the_answer_before) {
  text("a", 10ms);
  meter_.take("data: {\"cho", at(12ms));
  meter_.begin(rules_);
  text("b", 20ms);
  end(21ms);
  EXPECT_EQ(log().events, 2U);
  EXPECT_EQ(log().first_event, at(20ms));
  EXPECT_EQ(log().failure, FailureKind::none) << log().failure_message;
}

}  // namespace plimsoll::stream_meter_test
