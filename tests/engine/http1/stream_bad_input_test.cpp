// What servers send instead of good streams: each is measured, or fails by a name that helps; memory stays bounded.

#include "tests/engine/each_io.h"
#include "tests/engine/http1/watched_stream.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plimsoll::stream_bad_input_test {

using namespace std::chrono_literals;
using testing::Eq;
using testing::HasSubstr;
using testing::Optional;

constexpr std::string_view kEventStream = "text/event-stream";
const std::string kDone = "data: [DONE]\n\n";

std::string data(const std::string& json) { return "data: " + json + "\n\n"; }
std::string text(const std::string& words) {
  return data(R"({"choices":[{"index":0,"delta":{"content":")" + words + R"("}}]})");
}
std::string counted(const std::string& words, const std::string& tokens) {
  return data(R"({"choices":[{"index":0,"delta":{"content":")" + words + R"("}}],"usage":{"completion_tokens":)" +
              tokens + "}}");
}

struct StreamBadInput : EachIo {
  // The answer to one request, by a server that sends it at once.
  static Response answer(const Reply& reply, StreamRules rules = {}, Nanos timeout = 30s,
                         std::uint64_t max_bytes = 64 << 20) {
    LoopbackServer server([&](const ReceivedRequest&) { return reply; });
    auto options = to_port(server.port());
    options.max_response_bytes = max_bytes;
    Http1Client client(options);
    auto request = make_request("/v1/chat/completions", "{}");
    request.stream = &rules;
    request.timeout = timeout;
    return client.send_once(request);
  }
  static Response answer(const std::string& events) { return answer(Reply::with(200, kEventStream, events)); }
  static Response answer(const std::string& body, StreamRules::Form form, std::string_view type) {
    StreamRules rules;
    rules.form = form;
    return answer(Reply::with(200, type, body), rules);
  }
};

void expect_good(const Response& response, std::uint64_t token_events) {
  EXPECT_EQ(to_string(response.failure), "none") << response.failure_message;
  ASSERT_TRUE(response.stream);
  EXPECT_EQ(response.stream->log().token_events, token_events);
}

void expect_failure(const Response& response, std::string_view kind, const std::string& message) {
  EXPECT_EQ(to_string(response.failure), kind);
  EXPECT_EQ(response.failure_message, message);
}

const std::string kEndlessHead =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string chunk(const std::string& bytes) { return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes); }

TEST_P(StreamBadInput, a_stream_without_end_ends_with_the_timeout) {
  const auto seen = answer(Reply::endless(kEndlessHead, chunk(text("on"))), {}, 300ms, UINT64_MAX >> 1);
  EXPECT_EQ(to_string(seen.failure), "timeout");
  EXPECT_GT(seen.stream->log().token_events, 10U);
  EXPECT_EQ(seen.body, "");
  const auto bounded = answer(Reply::endless(kEndlessHead, chunk(text("on"))), {}, 30s, 1 << 20);
  EXPECT_EQ(to_string(bounded.failure), "too_large");
}

TEST_P(StreamBadInput, a_stream_without_end_ends_with_the_run) {
  LoopbackServer server([&](const ReceivedRequest&) { return Reply::endless(kEndlessHead, chunk(text("on"))); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  StreamRules rules;
  auto request = make_request("/", "{}");
  request.stream = &rules;
  Response response;
  client.send(*channel, request, response, [&] {
    if (response.stream && response.stream->log().token_events > 10) channel->abort();
  });
  EXPECT_TRUE(response.aborted);
}

TEST_P(StreamBadInput, an_event_without_end_is_kept_no_further_than_its_limit) {
  const auto seen =
      answer(Reply::endless(kEndlessHead, chunk("data: " + std::string(64 << 10, 'x') + "\n")), {}, 30s, 12 << 20);
  EXPECT_EQ(to_string(seen.failure), "too_large");
  const auto whole = answer(Reply::with(200, kEventStream, "data: " + std::string(5 << 20, 'x') + "\n\n"));
  expect_failure(whole, "too_large", "an event of the stream is longer than 4.00 MiB");
  const auto endless = "data: " + std::string(10 << 20, 'x');
  for (const auto& reply : {Reply::with(200, kEventStream, endless), Reply::gzip(endless)})
    expect_failure(answer(reply), "too_large", "an event of the stream is longer than 4.00 MiB");
  expect_good(
      answer(": " + std::string(5 << 20, 'x') + "\n\nid: " + std::string(5 << 20, 'x') + "\n\n" + text("a") + kDone),
      1);
}

TEST_P(StreamBadInput, what_it_is_unpacked_to_has_the_same_limits) {
  std::string events;
  while (events.size() < 3 << 20) events += text(std::string(64 << 10, 'x'));
  events += kDone;
  const auto limited = [&](const Reply& reply) { return answer(reply, {}, 30s, 2 << 20); };
  expect_failure(limited(Reply::gzip(events)), "too_large", "decompressed body of the answer is longer than 2.00 MiB");
  expect_failure(limited(Reply::gzip(events).byte_by_byte()), "too_large",
                 "decompressed body of the answer is longer than 2.00 MiB");
  const auto coded = Reply::with(200, kEventStream, deflated(events, -15)).header("Content-Encoding", "deflate");
  expect_failure(limited(coded), "too_large", "decompressed body of the answer is longer than 2.00 MiB");
  EXPECT_EQ(to_string(answer(Reply::gzip(events)).failure), "none");
  StreamRules lines;
  lines.form = StreamRules::Form::ndjson;
  expect_failure(answer(Reply::gzip(std::string(5 << 20, 'x')), lines), "too_large",
                 "a line of the stream is longer than 4.00 MiB");
}

TEST_P(StreamBadInput, what_ends_within_an_event_was_cut) {
  for (const auto* rest : {"data: {\"cho", "data", "dat", "event: x\n"}) {
    const auto cut = [&](const std::string& events) {
      return answer(Reply::with(200, kEventStream, gzip_compressed(events + rest)).header("Content-Encoding", "gzip"));
    };
    expect_failure(cut(""), "stream_cut", "the stream ends within an event: no blank line ends it");
    expect_failure(cut(text("a")), "stream_cut", "the stream ends within an event: no blank line ends it");
  }
  expect_good(answer(text("a") + kDone + ": bye"), 1);
}

TEST_P(StreamBadInput, a_coding_of_its_transfer_is_named) {
  const auto head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: ";
  const auto body = chunk(gzip_compressed(text("a") + kDone)) + "0\r\n\r\n";
  expect_failure(answer(Reply::raw(head + std::string("gzip, chunked\r\n\r\n") + body)), "malformed",
                 "body of the answer is transferred as 'gzip', which a measured stream cannot read");
}

TEST_P(StreamBadInput, numbers_that_nobody_reads_do_not_matter) {
  expect_good(answer(data(R"({"id":100000000000000000000,"choices":[{"delta":{"content":"a"}}],"seed":1e400})") +
                     text("b") + kDone),
              2);
}

TEST_P(StreamBadInput, a_line_of_a_mebibyte_is_one_event) {
  const auto seen = answer(text(std::string(1 << 20, 'x')) + text("y") + kDone);
  expect_good(seen, 2);
  StreamRules lines;
  lines.form = StreamRules::Form::ndjson;
  expect_good(answer(Reply::with(200, "application/x-ndjson",
                                 R"({"response":")" + std::string(1 << 20, 'x') + "\",\"done\":false}\n" +
                                     R"({"response":"y","done":true})" + "\n"),
                     lines),
              2);
}

TEST_P(StreamBadInput, lines_may_end_with_cr_alone) {
  auto events = text("a") + text("b") + kDone;
  std::replace(events.begin(), events.end(), '\n', '\r');
  expect_good(answer(events), 2);
  expect_good(answer(Reply::with(200, kEventStream, events).byte_by_byte()), 2);
}

TEST_P(StreamBadInput, bytes_that_are_no_utf_8_are_told) {
  expect_failure(answer(text("a") + text("\xc3") + kDone), "malformed",
                 "an event of the stream is not JSON, where those before it are");
}

TEST_P(StreamBadInput, events_that_are_no_json_are_the_text_of_who_sends_no_json) {
  expect_good(answer("data: Hello\n\ndata:  world\n\ndata: {\n\ndata: [DONE]\n\n"), 3);
  expect_failure(answer(text("a") + data("{\"choices\":[") + kDone), "malformed",
                 "an event of the stream is not JSON, where those before it are");
}

TEST_P(StreamBadInput, two_objects_in_one_event_are_no_event) {
  const std::string two = "an event of the stream holds several JSON texts: no blank line is between them";
  const std::string one = R"({"choices":[{"index":0,"delta":{"content":"a}{"}}]})";
  expect_failure(answer(data(one + one) + kDone), "malformed", two);
  expect_failure(answer(text("a") + "data: " + one + "\ndata: " + one + "\n\n" + kDone), "malformed", two);
  expect_good(answer("data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"a\"}}]}\n\n" + kDone), 1);
}

TEST_P(StreamBadInput, usage_is_believed_as_long_as_it_can_be) {
  const auto tokens = [](const std::string& events) { return answer(events + kDone).stream->log(); };
  EXPECT_THAT(tokens(counted("a", "3")).tokens_out, Optional(3U));
  EXPECT_THAT(tokens(text("a") + text("b") + counted("c", "2")).tokens_out, Optional(2U)) << "text may be held back";
  for (const auto& lie : {text("a") + counted("b", "0"), counted("a", "0") + text("b") + counted("", "2"),
                          counted("a", "5") + counted("b", "4"), counted("a", "2000000000"),
                          counted("a", "18446744073709551615"), counted("a", "18446744073709551616"),
                          counted("a", "1e400"), counted("a", "2") + counted("b", "9") + counted("c", "3")}) {
    const auto log = tokens(lie);
    EXPECT_TRUE(log.distrusted) << lie;
    EXPECT_THAT(log.tokens_out, Eq(std::nullopt));
    EXPECT_THAT(log.tokens_in_first, Eq(std::nullopt));
    EXPECT_EQ(log.failure, FailureKind::none);
  }
  for (const auto* whole : {"3.0", "3e0"}) EXPECT_THAT(tokens(counted("a", whole)).tokens_out, Optional(3U)) << whole;
  for (const auto* none : {"-3", "\"7\"", "1.5", "null", "-1e400"}) {
    const auto log = tokens(counted("a", none));
    EXPECT_FALSE(log.distrusted) << none;
    EXPECT_THAT(log.tokens_out, Eq(std::nullopt)) << none;
  }
}

TEST_P(StreamBadInput, a_first_count_before_the_text_may_be_too_high) {
  const auto log =
      answer(data(R"({"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":8}}})") +
             data(R"({"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}})") +
             data(R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}})") +
             data(R"({"type":"message_stop"})"))
          .stream->log();
  EXPECT_FALSE(log.distrusted);
  EXPECT_THAT(log.tokens_out, Optional(2U));
}

TEST_P(StreamBadInput, what_is_no_stream_says_what_it_is) {
  using Form = StreamRules::Form;
  const std::string page = "<!DOCTYPE html>\n<html>\n<body>Sign in</body>\n</html>\n";
  const std::string whole = R"({"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}]})";
  const std::string error = "{\n  \"error\": {\"message\": \"no such model\"}\n}";
  expect_failure(answer(page, Form::sse, "text/html; charset=utf-8"), "malformed",
                 "answered text/html, not an event stream: is this the path of the API?");
  expect_failure(answer(page, Form::ndjson, "Text/HTML"), "malformed",
                 "answered text/html, not a stream of JSON lines: is this the path of the API?");
  expect_failure(answer(whole, Form::sse, "application/json"), "malformed",
                 R"(answered application/json, not an event stream: does the request ask for one ("stream": true)?)");
  expect_failure(answer(error, Form::sse, "application/json"), "stream_error",
                 "answered with an error, not with an event stream: no such model");
  expect_failure(answer(error, Form::ndjson, "application/json"), "stream_error",
                 "answered with an error, not with a stream of JSON lines: no such model");
  expect_failure(answer(page, Form::chunks, "text/html"), "malformed",
                 "answered text/html, not a stream of chunks: is this the path of the API?");
  expect_failure(answer(error, Form::chunks, "application/json"), "stream_error",
                 "answered with an error, not with a stream of chunks: no such model");
  expect_failure(answer(text("a") + kDone, Form::ndjson, "text/event-stream"), "malformed",
                 "answered text/event-stream, not a stream of JSON lines: is it `stream: sse`?");
  expect_failure(answer("busy", Form::sse, "(none)"), "malformed",
                 "answered a body without a Content-Type, not an event stream");
  expect_failure(answer("", Form::sse, "text/html"), "stream_empty", "the stream has no event");
  expect_failure(answer(Reply::raw("HTTP/1.1 204 No Content\r\n\r\n")), "stream_empty",
                 "answered 204, which has no stream");
}

TEST_P(StreamBadInput, the_name_of_a_good_stream_may_be_wrong) {
  using Form = StreamRules::Form;
  expect_good(answer(text("a") + kDone, Form::sse, "application/json"), 1);
  expect_good(answer(text("a") + kDone, Form::sse, "text/plain"), 1);
  expect_good(answer("Hello", Form::chunks, "text/html; charset=utf-8"), 1);
  expect_good(answer(R"({"score": 1})", Form::chunks, "application/json"), 1);
  expect_good(answer("{\"response\":\"a\",\"done\":false}\n{\"response\":\"\",\"done\":true}", Form::ndjson,
                     "application/json"),
              1);
}

TEST_P(StreamBadInput, comments_alone_are_no_answer_and_keep_it_alive) {
  expect_failure(answer(": ping\n\n: ping\n\n"), "stream_empty", "the stream has no event");
  expect_good(answer(": ping\n\n" + text("a") + ":\n\n" + kDone + ": bye"), 1);
}

TEST_P(StreamBadInput, is_measured_however_it_is_coded) {
  const auto events = text("a") + text("b") + kDone;
  expect_good(answer(Reply::gzip(events)), 2);
  expect_good(answer(Reply::gzip(events).byte_by_byte()), 2);
  for (const int window : {15, -15}) {
    const auto coded = Reply::with(200, kEventStream, deflated(events, window)).header("Content-Encoding", "deflate");
    expect_good(answer(coded), 2);
  }
  EXPECT_THAT(answer(Reply::with(200, kEventStream, events).header("Content-Encoding", "br")).failure_message,
              HasSubstr("which a measured stream cannot read"));
  const auto cut =
      answer(Reply::with(200, kEventStream, gzip_compressed(events).substr(0, 40)).header("Content-Encoding", "gzip"));
  EXPECT_EQ(to_string(cut.failure), "malformed");
}

TEST_P(StreamBadInput, is_measured_however_it_is_framed) {
  const auto events = text("a") + text("b") + kDone;
  expect_good(answer(Reply::with(200, kEventStream, events)), 2);
  expect_good(answer(Reply::chunked({events})), 2);
  expect_good(answer(Reply::raw(kEndlessHead + fmt::format("{:X};name=\"va;lue\";x\r\n", events.size()) + events +
                                "\r\n0;last\r\nTrailer: yes\r\n\r\n")),
              2);
  expect_good(answer(Reply::raw("HTTP/1.0 200 OK\r\n\r\n" + events).then_close()), 2);
  expect_good(answer(Reply::raw("HTTP/1.1 100 Continue\r\n\r\n" + kEndlessHead + chunk(events) + "0\r\n\r\n")), 2);
}

// Cut anywhere within it, a chunked answer is measured as if it came at once.
TEST_P(StreamBadInput, is_measured_wherever_it_is_cut) {
  const auto whole = kEndlessHead + chunk(text("a").substr(0, 9)) + chunk(text("a").substr(9) + text("b")) +
                     chunk(kDone) + "0\r\n\r\n";
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    const Gate gate;
    LoopbackServer server(
        [&](const ReceivedRequest&) { return Reply::raw(whole.substr(0, cut)).and_then(gate, whole.substr(cut)); });
    Http1Client client(to_port(server.port()));
    const auto channel = client.channel();
    StreamRules rules;
    auto request = make_request("/", "{}");
    request.stream = &rules;
    Response response;
    client.send(*channel, request, response, [&] {
      if (response.bytes_received >= cut) Gate(gate).open();
    });
    expect_good(response, 2);
    EXPECT_EQ(response.stream->log().events, 3U) << cut;
  }
}

TEST_P(StreamBadInput, a_chunked_answer_cut_short_anywhere_has_failed) {
  const auto whole = Reply::chunked({text("a"), text("b"), kDone}).bytes;
  const auto body = whole.find("\r\n\r\n") + 4;
  for (std::size_t bytes = body; bytes < whole.size(); bytes += 7) {
    const auto seen = answer(Reply::raw(whole).cut_to(bytes));
    EXPECT_EQ(to_string(seen.failure), "truncated") << bytes;
  }
}

TEST_P(StreamBadInput, its_connection_serves_the_next_request) {
  LoopbackServer server([&](const ReceivedRequest& request) {
    if (request.number_on_connection % 2 == 1) return Reply::chunked({text("a"), text("b") + kDone});
    return Reply::json(R"({"prediction": 1})");
  });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  StreamRules rules;
  auto streamed = make_request("/", "{}");
  streamed.stream = &rules;
  for (int i = 0; i < 3; ++i) {
    expect_good(client.send(*channel, streamed), 2);
    EXPECT_EQ(client.send(*channel, make_request()).status, 200);
  }
  EXPECT_EQ(server.connections(), 1U);
}

TEST_P(StreamBadInput, silence_within_it_is_a_stall) {
  StreamRules rules;
  rules.stall_timeout = 100ms;
  LoopbackServer server(
      [&](const ReceivedRequest&) { return Reply::raw(kEndlessHead + chunk(text("a"))).and_then(Gate(), "never"); });
  Http1Client client(to_port(server.port()));
  auto request = make_request("/", "{}");
  request.stream = &rules;
  expect_failure(client.send_once(request), "stalled", "silent within the answer for 100 ms");
}

INSTANTIATE_TEST_SUITE_P(, StreamBadInput, each_io(), name_of_io);

}  // namespace plimsoll::stream_bad_input_test
