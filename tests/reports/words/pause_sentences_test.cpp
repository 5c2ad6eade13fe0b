#include "reports/words/pause_sentences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::pause_sentences_test {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A thousand requests over four connections.
RunRecord thousand() {
  RunRecord record;
  record.request_names = {"predict"};
  record.stats = Snapshot(1);
  record.stats.by_request[0].requests = 1000;
  record.stats.connections.opened = 4;
  return record;
}

void add(PieceTimes& pieces, Nanos time, int times) {
  for (int i = 0; i < times; ++i) pieces.add(time);
}

RunRecord delayed() {
  auto record = thousand();
  add(record.stats.by_request[0].first_pieces, 60us, 4);
  add(record.stats.by_request[0].later_pieces, 41ms, 980);
  add(record.stats.by_request[0].later_pieces, 100us, 16);
  return record;
}

TEST(DelayedAcknowledgements, are_named_by_a_narrow_mode_that_spares_first_answers) {
  EXPECT_THAT(pause_sentences(delayed()),
              ElementsAre(AllOf(HasSubstr("98 % of the requests (predict) waited about 40 ms"),
                                HasSubstr("980 of 996 answers"), HasSubstr("TCP_NODELAY"))));
}

TEST(DelayedAcknowledgements, are_not_a_service_that_takes_41_ms) {
  EXPECT_THAT(pause_sentences(thousand()), IsEmpty());  // its answers come in one piece, at whatever time
}

TEST(DelayedAcknowledgements, are_not_a_service_that_sends_its_head_and_works_for_41_ms) {
  auto record = delayed();
  record.stats.by_request[0].first_pieces = {};
  add(record.stats.by_request[0].first_pieces, 41ms,
      4);  // nobody delays the acknowledgement of a connection's first answer
  EXPECT_THAT(pause_sentences(record), IsEmpty());
}

TEST(DelayedAcknowledgements, are_not_told_from_connections_of_which_no_first_answer_was_seen) {
  auto record = delayed();
  record.stats.by_request[0].first_pieces = {};
  EXPECT_THAT(pause_sentences(record), IsEmpty());
}

TEST(DelayedAcknowledgements, are_not_a_stream_whose_pieces_take_any_time) {
  auto record = delayed();
  add(record.stats.by_request[0].later_pieces, 30ms, 200);
  add(record.stats.by_request[0].later_pieces, 80ms, 200);
  EXPECT_THAT(pause_sentences(record), IsEmpty());
}

TEST(DelayedAcknowledgements, of_one_request_are_not_told_by_the_first_answers_of_another) {
  auto record = delayed();
  record.request_names.emplace_back("health");
  record.stats.by_request.emplace_back();
  std::swap(record.stats.by_request[0].first_pieces, record.stats.by_request[1].first_pieces);
  EXPECT_THAT(pause_sentences(record), IsEmpty());
}

TEST(DelayedAcknowledgements, of_one_in_ten_need_more_first_answers_than_a_few) {
  auto record = thousand();
  add(record.stats.by_request[0].first_pieces, 60us, 8);
  add(record.stats.by_request[0].later_pieces, 41ms, 100);
  EXPECT_THAT(pause_sentences(record), IsEmpty());  // a service that pauses now and then may well spare eight
  add(record.stats.by_request[0].first_pieces, 60us, 32);
  EXPECT_THAT(pause_sentences(record), ElementsAre(HasSubstr("10 % of the requests")));
}

TEST(DelayedAcknowledgements, are_not_a_few_chances) {
  auto record = thousand();
  add(record.stats.by_request[0].first_pieces, 60us, 4);
  add(record.stats.by_request[0].later_pieces, 41ms, 9);
  EXPECT_THAT(pause_sentences(record), IsEmpty());
}

TEST(Retransmissions, are_named_where_the_kernel_counted_them) {
  auto record = thousand();
  record.stats.pauses.resent = 12;
  EXPECT_THAT(pause_sentences(record),
              ElementsAre(AllOf(HasSubstr("1.2 % of the requests (12) took 200 ms"), HasSubstr("packets are lost"))));
}

TEST(Retransmissions, are_not_a_service_that_takes_200_ms) {
  auto record = thousand();
  for (int i = 0; i < 1000; ++i) record.stats.by_request[0].response_time.record(205ms);
  EXPECT_THAT(pause_sentences(record), IsEmpty());
}

TEST(Retransmissions, are_not_one_lost_packet_of_many_requests) {
  auto record = thousand();
  record.stats.pauses.resent = 2;
  EXPECT_THAT(pause_sentences(record), IsEmpty());
  record.stats.by_request[0].requests = 100'000;
  record.stats.pauses.resent = 12;
  EXPECT_THAT(pause_sentences(record), IsEmpty());
}

TEST(LostSyn, is_named_where_the_kernel_sent_it_again) {
  auto record = thousand();
  record.stats.pauses.connections_resent = 1;
  EXPECT_THAT(pause_sentences(record), ElementsAre(AllOf(HasSubstr("1 of 4 connections opened only after"),
                                                         HasSubstr("0.1 % of the requests"))));
}

TEST(LostSyn, is_not_a_way_of_a_second) {
  auto record = thousand();
  for (int i = 0; i < 4; ++i) record.stats.connections.connect_time.record(1s);
  EXPECT_THAT(pause_sentences(record), IsEmpty());
}

TEST(ResolverTimeouts, are_named_with_the_remedy) {
  auto record = thousand();
  record.stats.pauses.resolver_timeouts = 5;
  EXPECT_THAT(pause_sentences(record),
              ElementsAre(AllOf(HasSubstr("5 requests (0.5 % of all) waited 5 s"), HasSubstr("/etc/resolv.conf"))));
}

TEST(Pauses, are_sorted_by_their_bounds) {
  PieceTimes pieces;
  for (const auto time : {9ms, 37ms, 38ms, 64ms, 65ms}) pieces.add(time);
  EXPECT_EQ(pieces.quick, 1u);
  EXPECT_EQ(pieces.below, 1u);
  EXPECT_EQ(pieces.delayed, 2u);
  EXPECT_EQ(pieces.above, 1u);
}

}  // namespace plimsoll::pause_sentences_test
