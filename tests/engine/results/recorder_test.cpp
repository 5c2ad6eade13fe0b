#include "engine/results/recorder.h"

#include <gtest/gtest.h>

#include <memory>

namespace plimsoll::recorder_test {

using namespace std::chrono_literals;

constexpr Instant kDue = Instant(1h);

class RecorderTest : public testing::Test {
 protected:
  RecorderTest() : redaction_(Scenario()), recorder_(2, redaction_) {
    request_.name_index = 1;
    response_.sent = kDue + 10ms;
    response_.first_byte = kDue + 90ms;
    response_.done = kDue + 100ms;
    response_.bytes_sent = 200;
    response_.bytes_received = 300;
  }

  void record(FailureKind failure = FailureKind::none, bool late = false) {
    response_.failure = failure;
    Outcome outcome;
    outcome.request = &request_;
    outcome.due = kDue;
    outcome.response = &response_;
    outcome.failure = failure;
    outcome.failure_message = "because";
    outcome.late = late;
    recorder_.begin(outcome.due, Nanos(0));
    recorder_.record(outcome);
  }

  RequestStats stats() {
    Snapshot snapshot(2);
    recorder_.take(snapshot);
    last_ = snapshot;
    return snapshot.by_request[1];
  }

  Redaction redaction_;
  Recorder recorder_;
  Request request_;
  Response response_;
  Snapshot last_{2};
};

TEST_F(RecorderTest, response_time_is_from_due_and_service_time_from_sent) {
  record();
  const auto stats = this->stats();
  EXPECT_EQ(stats.requests, 1u);
  EXPECT_EQ(stats.failures, 0u);
  EXPECT_EQ(stats.response_time.maximum(), 100ms);
  EXPECT_EQ(stats.service_time.maximum(), 90ms);
  EXPECT_EQ(stats.bytes_sent, 200u);
  EXPECT_EQ(stats.bytes_received, 300u);
}

TEST_F(RecorderTest, a_failure_with_an_answer_has_a_time) {
  for (const auto kind : {FailureKind::status, FailureKind::check, FailureKind::truncated, FailureKind::malformed,
                          FailureKind::too_large})
    record(kind);
  const auto stats = this->stats();
  EXPECT_EQ(stats.requests, 5u);
  EXPECT_EQ(stats.failures, 5u);
  EXPECT_EQ(stats.response_time.count(), 5u);
  EXPECT_EQ(stats.service_time.count(), 5u);
}

TEST_F(RecorderTest, a_timeout_has_the_time_that_was_waited) {
  response_.first_byte = {};
  record(FailureKind::timeout);
  EXPECT_EQ(stats().response_time.maximum(), 100ms);
}

TEST_F(RecorderTest, one_that_never_connected_has_no_time) {
  response_.sent = response_.first_byte = {};
  for (const auto kind : {FailureKind::resolve, FailureKind::connect, FailureKind::tls, FailureKind::local})
    record(kind);
  const auto stats = this->stats();
  EXPECT_EQ(stats.requests, 4u);
  EXPECT_EQ(stats.failures, 4u);
  EXPECT_TRUE(stats.response_time.empty());
  EXPECT_TRUE(stats.service_time.empty());
}

TEST_F(RecorderTest, a_connection_that_ended_before_any_answer_has_no_time) {
  response_.first_byte = {};
  record(FailureKind::closed);
  record(FailureKind::reset);
  EXPECT_TRUE(stats().response_time.empty());
}

TEST_F(RecorderTest, what_the_run_ended_is_unfinished_and_nothing_else) {
  response_.aborted = true;
  record(FailureKind::closed);
  const auto stats = this->stats();
  EXPECT_EQ(stats.unfinished, 1u);
  EXPECT_EQ(stats.requests, 0u);
  EXPECT_EQ(stats.failures, 0u);
  EXPECT_TRUE(recorder_.take_failures().empty());
  EXPECT_EQ(recorder_.counters().requests_by_name[1].load(), 0u);
  EXPECT_EQ(recorder_.counters().in_flight.load(), 0u);
}

TEST_F(RecorderTest, failures_are_counted_by_kind) {
  for (const auto kind : {FailureKind::status, FailureKind::timeout, FailureKind::none, FailureKind::status})
    record(kind);
  const auto by_kind = stats().failures_by_kind;
  EXPECT_EQ(by_kind.of(FailureKind::status), 2u);
  EXPECT_EQ(by_kind.of(FailureKind::timeout), 1u);
  EXPECT_EQ(by_kind.of(FailureKind::none), 0u);
  recorder_.set_warmup_end(kDue + 1ns);
  record(FailureKind::status);
  EXPECT_TRUE(stats().failures_by_kind.empty());
}

TEST_F(RecorderTest, the_warm_up_is_told_by_the_due_instant) {
  recorder_.set_warmup_end(kDue + 1ns);
  record(FailureKind::status);
  const auto in_warmup = stats();
  EXPECT_EQ(last_.warmup.requests, 1u);
  EXPECT_EQ(last_.warmup.failures, 1u);
  EXPECT_EQ(in_warmup.requests, 0u);
  EXPECT_TRUE(in_warmup.response_time.empty());
  EXPECT_TRUE(recorder_.take_failures().at(0).warmup);
  EXPECT_EQ(recorder_.counters().requests_by_name[1].load(), 1u);

  recorder_.set_warmup_end(kDue);
  record();
  EXPECT_EQ(stats().requests, 1u);
  EXPECT_EQ(last_.warmup.requests, 0u);
}

TEST_F(RecorderTest, late_starts_are_counted) {
  record(FailureKind::none, true);
  record(FailureKind::none, false);
  EXPECT_EQ(stats().late, 1u);
}

TEST_F(RecorderTest, a_second_is_taken_once) {
  record();
  record();
  EXPECT_EQ(stats().requests, 2u);
  EXPECT_EQ(stats().requests, 0u);
  record();
  EXPECT_EQ(stats().requests, 1u);
}

TEST_F(RecorderTest, connections_are_counted_with_their_times) {
  response_.remarkable = true;
  response_.connections_opened = 1;
  response_.connect_time = 3ms;
  response_.handshake_time = 7ms;
  record();
  response_.connections_opened = 0;
  record();
  stats();
  EXPECT_EQ(last_.connections.opened, 1u);
  EXPECT_EQ(last_.connections.connect_time.maximum(), 3ms);
  EXPECT_EQ(last_.connections.handshake_time.maximum(), 7ms);
  EXPECT_EQ(last_.connections.connect_time.count(), 1u);
  EXPECT_TRUE(recorder_.ever_connected());
}

TEST_F(RecorderTest, says_why_nothing_ever_connected) {
  response_.remarkable = true;
  response_.connections_failed = 1;
  response_.failure_message = "connection refused";
  record(FailureKind::connect);
  response_.failure_message = "no route";
  record(FailureKind::connect);
  EXPECT_FALSE(recorder_.ever_connected());
  EXPECT_EQ(recorder_.first_connect_failure(), "connection refused");
  stats();
  EXPECT_EQ(last_.connections.failed, 2u);
}

TEST_F(RecorderTest, counts_answers_by_their_status) {
  response_.status = 200;
  record();
  record();
  response_.status = 503;
  record(FailureKind::status);
  response_.status = 0;
  record(FailureKind::closed);
  const auto statuses = stats().statuses;
  EXPECT_EQ(statuses.of(200), 2u);
  EXPECT_EQ(statuses.of(503), 1u);
  EXPECT_EQ(statuses.answers(), 3u);
}

TEST_F(RecorderTest, keeps_where_the_first_redirect_leads_that_nobody_expects) {
  response_.status = 307;
  response_.headers = "location: /a\r\n";
  record();
  response_.headers = "location: /b\r\n";
  record();
  EXPECT_EQ(recorder_.odd_answers()[1].status, 307);
  EXPECT_EQ(recorder_.odd_answers()[1].location, "/a");
}

TEST_F(RecorderTest, finds_an_expected_redirect_and_a_304_nothing_odd) {
  const StatusCheck expected{{307}, {}};
  request_.expects = &expected;
  response_.status = 307;
  response_.headers = "location: /a\r\n";
  record();
  request_.expects = nullptr;
  response_.status = 304;
  response_.headers = "etag: x\r\n";
  record();
  EXPECT_EQ(recorder_.odd_answers()[1].location, "");
}

TEST_F(RecorderTest, tells_the_pieces_of_first_and_later_answers_apart) {
  response_.done = response_.first_byte + 41ms;
  record();
  response_.remarkable = true;
  response_.connections_opened = 1;
  response_.done = response_.first_byte + 1ms;
  record();
  response_.connections_opened = 0;
  response_.done = response_.first_byte;  // in one piece: it waited for nobody
  record();
  const auto stats = this->stats();
  EXPECT_EQ(stats.later_pieces.delayed, 1u);
  EXPECT_EQ(stats.first_pieces.quick, 1u);
  EXPECT_EQ(stats.later_pieces.quick, 0u);
  response_.remarkable = true;
  response_.connections_opened = 1;  // in one piece, too: that nothing was waited for is what counts
  record();
  EXPECT_EQ(this->stats().first_pieces.quick, 1u);
}

TEST_F(RecorderTest, knows_a_resolvers_time_out_by_its_length) {
  response_.remarkable = true;
  response_.connections_opened = 1;
  for (const Nanos time : {Nanos(0), Nanos(4900ms), Nanos(5002ms), Nanos(5800ms), Nanos(10'010ms)}) {
    response_.resolve_time = time;
    record();
  }
  stats();
  EXPECT_EQ(last_.pauses.resolver_timeouts, 2u);
}

TEST_F(RecorderTest, counts_who_ended_connections) {
  record();  // the first one is looked at whatever it says
  response_.note_end(ConnectionEnd::surplus);
  record();
  response_.reset();
  record();
  stats();
  EXPECT_EQ(last_.connections.ends[ConnectionEnd::surplus], 1u);
  EXPECT_EQ(last_.connections.ends[ConnectionEnd::target], 0u);
}

TEST_F(RecorderTest, counts_answers_that_a_cache_gave_among_those_that_are_looked_at) {
  record();
  EXPECT_FALSE(recorder_.odd_answers()[1].cache) << "nobody looked";
  response_.remarkable = response_.looked_at = true;
  record();
  response_.cache_sign = "X-Cache: HIT";
  record();
  record();
  recorder_.set_warmup_end(kDue + 1h);
  record();
  const auto& cache = recorder_.odd_answers()[1].cache;
  ASSERT_TRUE(cache);
  EXPECT_EQ(cache->looked_at, 3u) << "without the warm-up";
  EXPECT_EQ(cache->cached, 2u);
  EXPECT_EQ(cache->sign, "X-Cache: HIT");
  EXPECT_EQ(cache->compared, 0u) << "its payloads are all alike";
}

TemplateText filled_in_with(const std::vector<Insertion::Source>& sources) {
  TemplateText text;
  for (const auto source : sources) {
    text.insertions.emplace_back().source = source;
    text.literals.emplace_back();
  }
  return text;
}

TEST_F(RecorderTest, counts_answers_that_repeat_where_each_payload_is_new) {
  RequestTemplate varying;
  VaryingParts parts;
  parts.bodies.push_back(filled_in_with({Insertion::Source::uuid}));
  varying.varying = std::make_shared<const VaryingParts>(parts);
  request_.source = &varying;
  response_.remarkable = response_.looked_at = true;
  for (const std::uint64_t hash : {7, 9, 7, 7, 11}) {
    response_.body_hash = hash;
    record();
  }
  const auto& cache = recorder_.odd_answers()[1].cache;
  ASSERT_TRUE(cache);
  EXPECT_EQ(cache->compared, 5u);
  EXPECT_EQ(cache->repeated, 2u);
  EXPECT_EQ(cache->cached, 0u);
}

TEST_F(RecorderTest, compares_no_answers_to_payloads_that_may_come_again) {
  RequestTemplate varying;
  VaryingParts parts;
  parts.bodies.push_back(filled_in_with({Insertion::Source::column, Insertion::Source::captured}));
  varying.varying = std::make_shared<const VaryingParts>(parts);
  request_.source = &varying;
  response_.remarkable = response_.looked_at = true;
  response_.body_hash = 7;
  record();
  record();
  EXPECT_EQ(recorder_.odd_answers()[1].cache->compared, 0u);
}

// A stream whose first token came after 50 ms, and then what is given.
class StreamRecorderTest : public RecorderTest {
 protected:
  StreamRecorderTest() { request_.stream = &rules_; }

  void record_stream(FailureKind failure) {
    recorder_.begin_stream(request_, kDue, response_);
    EXPECT_EQ(recorder_.counters().open_streams.load(), 1U);
    response_.stream->take(R"(data: {"choices":[{"index":0,"delta":{"content":"One"}}]})"
                           "\n\n",
                           kDue + 50ms);
    record(failure);
    EXPECT_EQ(recorder_.counters().open_streams.load(), 0U);
  }

  StreamRules rules_;
};

TEST_F(StreamRecorderTest, has_the_times_of_a_good_stream) {
  record_stream(FailureKind::none);
  const auto streams = stats().streams;
  EXPECT_EQ(streams.streams, 1U);
  EXPECT_EQ(streams.of(StreamTime::first_token)->maximum(), 50ms);
  EXPECT_EQ(streams.of(StreamTime::first_token_service)->maximum(), 40ms);
  EXPECT_EQ(streams.of(StreamTime::first_token_failed), nullptr);
}

TEST_F(StreamRecorderTest, keeps_the_first_token_of_one_that_failed_apart) {
  record_stream(FailureKind::stream_cut);
  record_stream(FailureKind::none);
  const auto streams = stats().streams;
  EXPECT_EQ(streams.streams, 1U);
  EXPECT_EQ(streams.of(StreamTime::first_token)->count(), 1U);
  EXPECT_EQ(streams.of(StreamTime::first_token_failed)->count(), 1U);
  EXPECT_EQ(streams.first_token_of_all().count(), 2U);
}

}  // namespace plimsoll::recorder_test
