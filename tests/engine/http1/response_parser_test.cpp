#include "engine/http1/response_parser.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_reply.h"

#include <gtest/gtest.h>

namespace plimsoll::response_parser_test {

constexpr std::uint64_t kLimit = 1 << 20;

Request wanting(bool body, bool headers, Method method = Method::get) {
  Request request = make_request(method, "/", {});
  request.keeps_body = body;
  request.keeps_headers = headers;
  return request;
}

const Request kKeepsAll = wanting(true, true);
const Request kKeepsNothing = wanting(false, false);

struct Parsed {
  ResponseParser::State state = ResponseParser::State::incomplete;
  bool keeps_connection = false;
  Response response;
};

// Fed in pieces of this size, then ended if it is not complete by then.
Parsed parse(std::string_view bytes, const Request& request = kKeepsAll, std::size_t piece = std::string_view::npos) {
  Parsed parsed;
  AnswerMemory memory;
  ResponseParser parser(kLimit, memory);
  parser.begin(request, parsed.response);
  while (!bytes.empty() && parsed.state == ResponseParser::State::incomplete) {
    const auto next = bytes.substr(0, piece);
    parsed.state = parser.feed(next);
    bytes.remove_prefix(next.size());
  }
  if (parsed.state == ResponseParser::State::incomplete) parsed.state = parser.finish(false);
  parsed.keeps_connection = parser.keeps_connection();
  return parsed;
}

void expect_failure(const Parsed& parsed, FailureKind kind, const std::string& message) {
  EXPECT_EQ(parsed.state, ResponseParser::State::failed);
  EXPECT_EQ(to_string(parsed.response.failure), to_string(kind));
  EXPECT_EQ(parsed.response.failure_message, message);
}

TEST(ResponseParser, reads_an_answer_with_its_length) {
  const auto parsed = parse("HTTP/1.1 201 Created\r\nX-Model: A\r\nContent-Length: 3\r\n\r\nabc");
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_TRUE(parsed.keeps_connection);
  EXPECT_EQ(parsed.response.status, 201);
  EXPECT_EQ(parsed.response.headers, "x-model: A\r\ncontent-length: 3\r\n");
  EXPECT_EQ(parsed.response.body, "abc");
}

TEST(ResponseParser, reads_the_same_from_pieces_of_any_size) {
  const std::string bytes = Reply::chunked({"hello ", "wor", "ld"}, "X-Sum: 1\r\n").header("X-A", "b c").bytes;
  const auto whole = parse(bytes);
  ASSERT_EQ(whole.state, ResponseParser::State::complete);
  EXPECT_EQ(whole.response.body, "hello world");
  for (std::size_t piece = 1; piece < bytes.size(); ++piece) {
    const auto parsed = parse(bytes, kKeepsAll, piece);
    EXPECT_EQ(parsed.state, ResponseParser::State::complete) << piece;
    EXPECT_EQ(parsed.response.body, whole.response.body) << piece;
    EXPECT_EQ(parsed.response.headers, whole.response.headers) << piece;
    EXPECT_TRUE(parsed.keeps_connection) << piece;
  }
}

TEST(ResponseParser, keeps_nothing_that_was_not_asked_for) {
  const auto parsed = parse(Reply::json("{}").header("X-A", "b").bytes, kKeepsNothing);
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_EQ(parsed.response.status, 200);
  EXPECT_EQ(parsed.response.headers, "");
  EXPECT_EQ(parsed.response.body, "");
}

TEST(ResponseParser, keeps_headers_and_a_bounded_excerpt_of_an_error_for_the_examples) {
  const auto parsed = parse(Reply::status(500, std::string(10'000, 'x')).bytes, kKeepsNothing, 100);
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_EQ(parsed.response.header("content-type"), "application/json");
  EXPECT_EQ(parsed.response.body, std::string(BodySink::kExcerptBytes, 'x'));
}

TEST(ResponseParser, keeps_the_excerpt_of_a_compressed_error_readable) {
  const auto parsed = parse(
      Reply::status(500, gzip_compressed("out of memory")).header("Content-Encoding", "gzip").bytes, kKeepsNothing);
  EXPECT_EQ(parsed.response.body, "out of memory");
}

TEST(ResponseParser, keeps_an_error_without_a_reason_phrase_too) {
  const auto parsed = parse("HTTP/1.1 503\r\nContent-Length: 2\r\n\r\nno", kKeepsNothing);
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_EQ(parsed.response.status, 503);
  EXPECT_EQ(parsed.response.body, "no");
  EXPECT_EQ(parsed.response.headers, "content-length: 2\r\n");
}

TEST(ResponseParser, keeps_head_and_excerpt_of_what_leads_elsewhere_or_is_not_expected) {
  const std::string moved = "HTTP/1.1 307 Temporary Redirect\r\nLocation: /there\r\nContent-Length: 4\r\n\r\nover";
  const StatusCheck created{{201}, {}};
  auto expecting = kKeepsNothing;
  expecting.expects = &created;
  for (const std::size_t piece : {std::string_view::npos, std::size_t{9}}) {
    const auto parsed = parse(moved, kKeepsNothing, piece);
    EXPECT_EQ(parsed.response.header("location"), "/there");
    EXPECT_EQ(parsed.response.body, "over");
    const auto unexpected = parse(Reply::json("{}").bytes, expecting, piece);
    EXPECT_EQ(unexpected.response.header("content-type"), "application/json");
    EXPECT_EQ(unexpected.response.body, "{}");
    const auto expected = parse(Reply::status(201).bytes, expecting, piece);
    EXPECT_EQ(expected.response.headers, "");
    EXPECT_EQ(expected.response.body, "");
  }
}

TEST(ResponseParser, takes_the_same_length_said_twice_as_one) {
  for (const auto* lengths : {"Content-Length: 5\r\nContent-Length: 5\r\n", "Content-Length: 5, 5\r\n"}) {
    const auto bytes = std::string("HTTP/1.1 200 OK\r\nX-A: b\r\n") + lengths + "\r\nhello";
    for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
      const auto parsed = parse(bytes, kKeepsAll, piece);
      EXPECT_EQ(parsed.state, ResponseParser::State::complete) << piece << parsed.response.failure_message;
      EXPECT_EQ(parsed.response.body, "hello") << piece;
      EXPECT_EQ(parsed.response.headers, "x-a: b\r\ncontent-length: 5\r\n") << piece;
      EXPECT_TRUE(parsed.keeps_connection) << piece;
    }
  }
}

TEST(ResponseParser, refuses_two_lengths_that_differ) {
  for (const auto* lengths : {"Content-Length: 5\r\nContent-Length: 4\r\n", "Content-Length: 5, 4\r\n"})
    for (const std::size_t piece : {std::string_view::npos, std::size_t{3}})
      expect_failure(parse(std::string("HTTP/1.1 200 OK\r\n") + lengths + "\r\nhello", kKeepsAll, piece),
                     FailureKind::malformed,
                     "not a well-formed HTTP/1 answer: it gives two lengths (Content-Length) that differ");
}

TEST(ResponseParser, takes_a_character_set_for_no_coding) {
  const auto parsed = parse(Reply::json("{}").header("Content-Encoding", "UTF-8").bytes);
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_EQ(parsed.response.body, "{}");
  EXPECT_TRUE(parsed.response.charset_as_coding);
  EXPECT_FALSE(parse(Reply::json("{}").bytes).response.charset_as_coding);
}

TEST(ResponseParser, forgives_a_line_end_too_many_and_nothing_else) {
  const auto plain = Reply::json("{}").bytes;
  const auto chunked = Reply::chunked({"{}"}).bytes;
  for (const auto& bytes : {plain, chunked}) {
    EXPECT_TRUE(parse(bytes + "\r\n").keeps_connection);
    EXPECT_FALSE(parse(bytes + "\r\n\r\n").keeps_connection);
    EXPECT_FALSE(parse(bytes + "HELLO").keeps_connection);
  }
}

TEST(ResponseParser, skips_interim_answers) {
  AnswerMemory memory;
  ResponseParser parser(kLimit, memory);
  Response response;
  parser.begin(kKeepsAll, response);
  EXPECT_EQ(parser.feed("HTTP/1.1 100 Continue\r\n\r\n"), ResponseParser::State::incomplete);
  EXPECT_FALSE(parser.answer_started());
  EXPECT_EQ(parser.feed("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n"),
            ResponseParser::State::incomplete);
  EXPECT_TRUE(parser.answer_started());
  EXPECT_EQ(parser.feed("\r\n"), ResponseParser::State::complete);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.headers, "content-length: 0\r\n");
}

TEST(ResponseParser, skips_interim_answers_of_old_servers) {
  const auto parsed = parse("HTTP/1.0 100 Continue\r\n\r\nHTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}");
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_EQ(parsed.response.status, 200);
  EXPECT_EQ(parsed.response.body, "{}");
  EXPECT_FALSE(parsed.keeps_connection);
}

TEST(ResponseParser, knows_the_answers_without_a_body) {
  for (const char* head : {"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\n\r\n"}) {
    const auto parsed = parse(head);
    EXPECT_EQ(parsed.state, ResponseParser::State::complete) << head;
    EXPECT_TRUE(parsed.keeps_connection) << head;
  }
}

TEST(ResponseParser, expects_no_body_after_head) {
  const auto parsed = parse("HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n", wanting(true, true, Method::head));
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_TRUE(parsed.keeps_connection);
}

TEST(ResponseParser, reads_a_body_that_ends_with_the_connection) {
  const auto parsed = parse("HTTP/1.1 200 OK\r\n\r\nabc");
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_FALSE(parsed.keeps_connection);
  EXPECT_EQ(parsed.response.body, "abc");
}

TEST(ResponseParser, knows_when_the_connection_is_not_kept) {
  EXPECT_FALSE(parse("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").keeps_connection);
  EXPECT_FALSE(parse("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").keeps_connection);
  EXPECT_TRUE(parse("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 0\r\n\r\n").keeps_connection);
  EXPECT_FALSE(parse("HTTP/1.1 101 Switching\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n").keeps_connection);
}

TEST(ResponseParser, gives_up_a_connection_that_brings_more_than_the_answer) {
  const auto parsed = parse("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc");
  EXPECT_EQ(parsed.state, ResponseParser::State::complete);
  EXPECT_EQ(parsed.response.body, "a");
  EXPECT_FALSE(parsed.keeps_connection);
}

TEST(ResponseParser, tells_closed_from_truncated) {
  expect_failure(parse(""), FailureKind::closed, "connection closed before any byte of an answer");
  expect_failure(parse("HTTP/1.1 200 OK\r\nContent-"), FailureKind::truncated,
                 "connection closed within the headers of the answer");
  expect_failure(parse("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"), FailureKind::truncated,
                 "connection closed within the body of the answer");
  expect_failure(parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"), FailureKind::truncated,
                 "connection closed within the body of the answer");
}

TEST(ResponseParser, tells_a_reset_from_an_end) {
  AnswerMemory memory;
  ResponseParser parser(kLimit, memory);
  Response response;
  parser.begin(kKeepsAll, response);
  EXPECT_EQ(parser.finish(true), ResponseParser::State::failed);
  EXPECT_EQ(response.failure, FailureKind::reset);
  parser.begin(kKeepsAll, response);
  parser.feed("HTTP/1.1 200 OK\r\n\r\nabc");  // its end cannot be told from a loss
  EXPECT_EQ(parser.finish(true), ResponseParser::State::failed);
  EXPECT_EQ(response.failure, FailureKind::truncated);
}

TEST(ResponseParser, refuses_what_is_not_http) {
  for (const char* bytes : {"SSH-2.0-OpenSSH_9.2\r\n", "HTTP/1.1 abc\r\n\r\n", "<html>", "\x01\x02\x03\x04"}) {
    const auto parsed = parse(bytes);
    EXPECT_EQ(parsed.response.failure, FailureKind::malformed) << bytes;
    EXPECT_TRUE(parsed.response.failure_message.starts_with("not a well-formed HTTP/1 answer: ")) << bytes;
  }
}

TEST(ResponseParser, refuses_contradictory_lengths) {
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd").response.failure,
            FailureKind::malformed);
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999999\r\n\r\n").response.failure,
            FailureKind::malformed);
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n").response.failure,
            FailureKind::malformed);
}

TEST(ResponseParser, recognises_a_server_that_speaks_tls) {
  using namespace std::string_view_literals;
  for (const auto bytes : {"\x15\x03\x01\x00\x02\x02\x46"sv, "\x16\x03\x03\x00\x10"sv}) {
    expect_failure(parse(bytes), FailureKind::malformed,
                   "not an HTTP/1 answer but TLS: the server speaks TLS on this port (use https://)");
  }
}

TEST(ResponseParser, bounds_the_headers) {
  std::string flood = "HTTP/1.1 200 OK\r\n";
  while (flood.size() < 200'000) flood += "X-Flood: yes\r\n";
  for (const auto* request : {&kKeepsAll, &kKeepsNothing}) {
    const auto parsed = parse(flood, *request, 16 << 10);
    expect_failure(parsed, FailureKind::too_large, "headers of the answer are longer than 64 KiB");
    EXPECT_LE(parsed.response.headers.size(), ResponseParser::kMaxHeadBytes);
  }
}

TEST(ResponseParser, bounds_endless_interim_answers) {
  std::string flood;
  while (flood.size() < 200'000) flood += "HTTP/1.1 100 Continue\r\n\r\n";
  expect_failure(parse(flood, kKeepsAll, 1000), FailureKind::too_large, "headers of the answer are longer than 64 KiB");
}

TEST(ResponseParser, bounds_the_body_before_it_comes) {
  const auto parsed = parse("HTTP/1.1 200 OK\r\nContent-Length: 1048577\r\n\r\n", kKeepsNothing);
  expect_failure(parsed, FailureKind::too_large, "body of the answer is longer than 1.00 MiB");
}

TEST(ResponseParser, bounds_a_body_without_a_length) {
  const std::string bytes = "HTTP/1.1 200 OK\r\n\r\n" + std::string(kLimit + 1, 'x');
  expect_failure(parse(bytes, kKeepsNothing, 10'000), FailureKind::too_large,
                 "body of the answer is longer than 1.00 MiB");
  EXPECT_EQ(parse(bytes.substr(0, bytes.size() - 1)).state, ResponseParser::State::complete);
}

TEST(ResponseParser, bounds_what_surrounds_the_chunks) {
  std::string bytes = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
  while (bytes.size() < 2 * kLimit) bytes += "X-Trailer: endless\r\n";
  expect_failure(parse(bytes, kKeepsNothing, 10'000), FailureKind::too_large, "answer is longer than 1.00 MiB");
}

TEST(ResponseParser, inflates_a_body_that_is_kept) {
  const auto bytes = Reply::gzip("hello hello hello").bytes;
  EXPECT_EQ(parse(bytes).response.body, "hello hello hello");
  EXPECT_EQ(parse(bytes, kKeepsAll, 1).response.body, "hello hello hello");
  EXPECT_EQ(parse(bytes, kKeepsNothing).response.body, "");
}

TEST(ResponseParser, bounds_a_body_that_inflates_without_end) {
  const auto parsed = parse(Reply::gzip(std::string(5 * kLimit, ' ')).bytes);
  expect_failure(parsed, FailureKind::too_large, "decompressed body of the answer is longer than 1.00 MiB");
  EXPECT_LE(parsed.response.body.size(), kLimit);
}

TEST(ResponseParser, refuses_a_broken_compressed_body) {
  const auto compressed = gzip_compressed("hello hello hello");
  expect_failure(parse(Reply::json(compressed.substr(0, 12)).header("Content-Encoding", "gzip").bytes),
                 FailureKind::malformed, "compressed body of the answer is broken: it ends early");
  expect_failure(parse(Reply::json("\x1f\x8bnot at all").header("Content-Encoding", "gzip").bytes),
                 FailureKind::malformed, "compressed body of the answer is broken: not gzip or deflate");
}

TEST(ResponseParser, says_which_encoding_it_cannot_read) {
  expect_failure(parse(Reply::json("xx").header("Content-Encoding", "br").bytes), FailureKind::malformed,
                 "body of the answer is encoded as 'br', which checks cannot read: send Accept-Encoding: gzip");
}

TEST(ResponseParser, serves_one_answer_after_the_other) {
  AnswerMemory memory;
  ResponseParser parser(kLimit, memory);
  Response response;
  for (const char* text : {"one", "two", "three"}) {
    response.reset();
    parser.begin(kKeepsAll, response);
    EXPECT_EQ(parser.feed(Reply::json(text).bytes), ResponseParser::State::complete);
    EXPECT_EQ(response.body, text);
  }
}

}  // namespace plimsoll::response_parser_test
