// Answers that come as streams: the body goes to the meter, whatever carries it.

#include "engine/http1/response_parser.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_reply.h"
#include "tests/support/loopback_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::stream_answer_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Optional;

const std::string kEvents =
    "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\n\n"
    "data: {\"choices\":[{\"delta\":{\"content\":\"One\"}}]}\n\n"
    "data: {\"choices\":[{\"delta\":{\"content\":\" "
    "two\"},\"finish_reason\":\"stop\"}],\"usage\":{\"completion_tokens\":2}}\n\n"
    "data: [DONE]\n\n";

constexpr Instant kRead = Instant(1h);

struct Parsed {
  ResponseParser::State state = ResponseParser::State::incomplete;
  bool keeps_connection = false;
  Response response;
  const StreamLog& log() const { return response.stream->log(); }
};

// Each piece is read a millisecond after the one before.
Parsed parse(std::string_view bytes, StreamRules rules = {}, std::size_t piece = std::string_view::npos) {
  static StreamRules kept;
  kept = rules;
  Request request = make_request(Method::post, "/", {});
  request.stream = &kept;
  Parsed parsed;
  AnswerMemory memory;
  ResponseParser parser(1 << 20, memory);
  parser.begin(request, parsed.response);
  auto read_at = kRead;
  while (!bytes.empty() && parsed.state == ResponseParser::State::incomplete) {
    const auto next = bytes.substr(0, piece);
    parsed.state = parser.feed(next, read_at);
    bytes.remove_prefix(next.size());
    read_at += 1ms;
  }
  if (parsed.state == ResponseParser::State::incomplete) parsed.state = parser.finish(false);
  parsed.keeps_connection = parser.keeps_connection();
  return parsed;
}

void expect_whole(const Parsed& parsed) {
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_EQ(to_string(parsed.response.failure), "none") << parsed.response.failure_message;
  ASSERT_TRUE(parsed.response.stream);
  EXPECT_EQ(parsed.log().events, 4U);
  EXPECT_EQ(parsed.log().token_events, 2U);
  EXPECT_THAT(parsed.log().tokens_out, Optional(2U));
  EXPECT_THAT(parsed.log().finish_reasons, ElementsAre("stop"));
  EXPECT_EQ(parsed.response.body, "");
}

TEST(StreamAnswer, is_measured_whatever_carries_it) {
  expect_whole(parse(Reply::with(200, "text/event-stream", kEvents).bytes));
  expect_whole(parse(Reply::chunked({kEvents.substr(0, 60), kEvents.substr(60)}).bytes));
  expect_whole(parse(Reply::until_close(kEvents).bytes));
  expect_whole(parse(Reply::gzip(kEvents).bytes));
}

TEST(StreamAnswer, is_measured_whatever_the_reads) {
  for (const std::size_t piece : {1, 2, 7, 64}) {
    expect_whole(parse(Reply::chunked({kEvents.substr(0, 60), kEvents.substr(60)}).bytes, {}, piece));
    expect_whole(parse(Reply::gzip(kEvents).bytes, {}, piece));
  }
}

TEST(StreamAnswer, is_stamped_when_its_bytes_were_read) {
  const auto reply = Reply::with(200, "text/event-stream", kEvents).bytes;
  const auto parsed = parse(reply, {}, 1);
  const auto read_of = [&](std::string_view event) {
    return kRead + std::chrono::milliseconds(reply.find(event) + event.size() - 1);
  };
  EXPECT_EQ(parsed.log().first_event, read_of("\"assistant\"}}]}\n\n"));
  EXPECT_EQ(parsed.log().first_token, read_of("\"One\"}}]}\n\n"));
}

TEST(StreamAnswer, keeps_its_connection_where_it_failed) {
  const auto parsed = parse(Reply::with(200, "text/event-stream", "data: {\"error\":\"no\"}\n\n").bytes);
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_TRUE(parsed.keeps_connection);
  EXPECT_EQ(to_string(parsed.response.failure), "stream_error");
  EXPECT_EQ(parsed.response.failure_message, "an error within the stream: no");
}

TEST(StreamAnswer, is_no_stream_where_its_status_is_bad) {
  const auto parsed = parse(Reply::status(503, R"({"error":"busy"})").bytes);
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_EQ(to_string(parsed.response.failure), "none");
  EXPECT_EQ(parsed.response.body, R"({"error":"busy"})");
  EXPECT_EQ(parsed.response.stream, nullptr);
}

TEST(StreamAnswer, is_cut_short_where_its_connection_ends) {
  const auto whole = Reply::chunked({kEvents}).bytes;
  const auto parsed = parse(std::string_view(whole).substr(0, whole.size() - 30));
  EXPECT_EQ(parsed.state, ResponseParser::State::failed);
  EXPECT_EQ(to_string(parsed.response.failure), "truncated");
}

TEST(StreamAnswer, counts_chunks_as_they_were_sent) {
  StreamRules rules;
  rules.form = StreamRules::Form::chunks;
  const auto parsed = parse(Reply::chunked({"ab", "cd", "ef"}).bytes, rules, 3);
  EXPECT_EQ(parsed.log().events, 3U);
  EXPECT_EQ(to_string(parsed.response.failure), "none");
}

}  // namespace plimsoll::stream_answer_test
