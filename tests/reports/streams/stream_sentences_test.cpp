#include "reports/streams/stream_sentences.h"

#include "tests/support/stream_record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::stream_sentences_test {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

TEST(StreamSentences, tell_of_one_good_stream) {
  EXPECT_THAT(
      stream_sentences(one_stream_record()),
      ElementsAre("chat: 1 good stream: first token after 100 ms; between events 20 ms. A token behind the first took "
                  "20 ms: tokens counted by the server. 3 tokens a second came out (1 of 1 stream counted). "
                  "A prompt had 12 tokens in the mean, by the server's count. "
                  "Ended by: stop 1."));
}

TEST(StreamSentences, are_none_without_streams) {
  EXPECT_THAT(stream_sentences(no_stream_record()), IsEmpty());
  EXPECT_THAT(stream_notes(no_stream_record()), IsEmpty());
}

TEST(StreamSentences, tell_each_request_and_where_its_count_is_from) {
  const auto sentences = stream_sentences(stream_record());
  ASSERT_EQ(sentences.size(), 2U);
  EXPECT_THAT(sentences[0], HasSubstr("chat: 400 good streams"));
  EXPECT_THAT(sentences[0], HasSubstr("5 streams failed behind their first token; with them the first token came "));
  EXPECT_THAT(sentences[1], HasSubstr("title: 10 good streams"));
  EXPECT_THAT(sentences[1], HasSubstr("one token an event is assumed"));
  EXPECT_THAT(sentences[1], Not(HasSubstr("tokens a second")));
}

TEST(StreamNotes, tell_what_no_table_does) {
  const auto notes = stream_notes(stream_record());
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_THAT(notes[0],
              HasSubstr("chat: Time a token: tokens counted by the server. A prompt had 12 tokens in the mean, by "
                        "the server's count. Ended by: stop 400."));
  EXPECT_THAT(notes[1], HasSubstr("title: Time a token: one token an event is assumed."));
}

TEST(StreamNotes, tell_what_passed_before_a_request_was_sent) {
  auto record = one_stream_record();
  auto& streams = record.stats.by_request[0].streams;
  streams.times[static_cast<std::size_t>(StreamTime::first_token_service)]->clear();
  streams.record(StreamTime::first_token_service, std::chrono::milliseconds(75));
  EXPECT_THAT(stream_notes(record)[0], HasSubstr("25 % of the time to the first token passed before the request was "
                                                 "sent: from sent it was 75 ms."));
}

}  // namespace plimsoll::stream_sentences_test
