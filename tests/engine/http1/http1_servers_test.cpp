// Servers that are old, wrong or peculiar: each answers three times, so that what one answer leaves behind is seen.

#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>

namespace plimsoll::http1_servers_test {

struct Seen {
  std::vector<Response> responses;
  std::uint64_t connections = 0;
  std::uint64_t requests = 0;
};

Seen three_from(const LoopbackServer& server, Request request = make_request()) {
  Http1Client client(Http1Client::to_port(server.port()));
  const auto channel = client.channel();
  request.keeps_body = true;
  Seen seen;
  for (int i = 0; i < 3; ++i) seen.responses.push_back(client.send(*channel, request));
  seen.connections = server.connections();
  seen.requests = server.requests();
  EXPECT_EQ(seen.requests, 3u);  // nothing is sent again
  return seen;
}

Seen three_of(const Reply& reply, const Request& request = make_request()) {
  LoopbackServer server([&reply](const ReceivedRequest&) { return reply; });
  return three_from(server, request);
}

void expect_all(const Seen& seen, int status, const std::string& body) {
  for (const auto& response : seen.responses) {
    EXPECT_EQ(to_string(response.failure), to_string(FailureKind::none)) << response.failure_message;
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.body, body);
  }
}

TEST(Http1Servers, that_tell_the_length_of_what_204_and_304_leave_out_are_not_waited_for) {
  for (const int status : {204, 304}) {
    const auto seen = three_of(Reply::raw("HTTP/1.1 " + std::to_string(status) + " X\r\nContent-Length: 5000\r\n\r\n"));
    expect_all(seen, status, "");
    EXPECT_EQ(seen.connections, 1u) << status;
  }
}

TEST(Http1Servers, that_send_a_body_with_204_and_304_lose_their_connection) {
  for (const int status : {204, 304})
    for (const char* body :
         {"Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"}) {
      const auto seen = three_of(Reply::raw("HTTP/1.1 " + std::to_string(status) + " X\r\n" + body));
      expect_all(seen, status, "");
      EXPECT_EQ(seen.connections, 3u) << status << body;
    }
}

TEST(Http1Servers, of_http_1_0_are_kept_only_where_they_say_so) {
  const auto kept = three_of(Reply::raw("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}"));
  expect_all(kept, 200, "{}");
  EXPECT_EQ(kept.connections, 1u);
  const auto not_kept = three_of(Reply::raw("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"));  // nor closed
  expect_all(not_kept, 200, "{}");
  EXPECT_EQ(not_kept.connections, 3u);
  const auto to_the_end = three_of(Reply::raw("HTTP/1.0 200 OK\r\n\r\nto the end").then_close());
  expect_all(to_the_end, 200, "to the end");
}

TEST(Http1Servers, that_say_close_are_taken_at_their_word) {
  for (const bool closes : {true, false}) {
    auto reply = Reply::chunked({"{}"}).header("Connection", "close");
    const auto seen = three_of(closes ? std::move(reply).then_close() : reply);
    expect_all(seen, 200, "{}");
    EXPECT_EQ(seen.connections, 3u);
  }
}

TEST(Http1Servers, that_announce_less_than_they_send_lose_their_connection) {
  const auto seen = three_of(Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{} and more"));
  expect_all(seen, 200, "{}");
  EXPECT_EQ(seen.connections, 3u);
}

TEST(Http1Servers, that_announce_more_than_they_send_are_truncated_or_time_out) {
  const Reply reply = Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}");
  for (const auto& response : three_of(Reply(reply).then_close()).responses) {
    EXPECT_EQ(to_string(response.failure), to_string(FailureKind::truncated));
    EXPECT_EQ(response.status, 200);
  }
  auto request = make_request();
  request.timeout = std::chrono::seconds(1);
  for (const auto& response : three_of(reply, request).responses)
    EXPECT_EQ(to_string(response.failure), to_string(FailureKind::timeout));
}

TEST(Http1Servers, that_send_trailers_keep_their_connection) {
  const auto seen = three_of(Reply::chunked({"one ", "two"}, "X-Sum: 7\r\nX-Count: 2\r\n"));
  expect_all(seen, 200, "one two");
  EXPECT_EQ(seen.connections, 1u);
  for (const auto& response : seen.responses) EXPECT_FALSE(response.header("x-sum"));
}

TEST(Http1Servers, that_say_continue_before_the_body_and_then_answer_are_heard) {
  const auto reply = Reply::raw("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}");
  const auto seen = three_of(reply, make_request(Method::post, "/", {{"Expect", "100-continue"}}, "body"));
  expect_all(seen, 201, "{}");
  EXPECT_EQ(seen.connections, 1u);
}

TEST(Http1Servers, that_say_continue_and_nothing_more_have_not_answered) {
  auto request = make_request("/", "body");
  request.timeout = std::chrono::seconds(1);
  for (const auto& response : three_of(Reply::raw("HTTP/1.1 100 Continue\r\n\r\n"), request).responses) {
    EXPECT_EQ(response.failure_message, "no answer within 1 s");
    EXPECT_EQ(response.status, 0);
  }
}

TEST(Http1Servers, that_refuse_a_request_before_they_have_read_it_are_heard) {
  LoopbackOptions options;
  options.answers_before_body = true;
  LoopbackServer server(
      [](const ReceivedRequest&) { return Reply::raw("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"); },
      options);
  const auto seen = three_from(server, make_request("/", std::string(50 << 20, 'b')));
  expect_all(seen, 413, "");
  EXPECT_EQ(seen.connections, 3u);  // what was not sent would be taken for the next request
}

ConnectionEnds ends_of(const Seen& seen) {
  ConnectionEnds ends;
  for (const auto& response : seen.responses) ends.merge(response.ends);
  return ends;
}

TEST(Http1Servers, that_send_a_line_end_too_many_keep_their_connection) {
  for (const auto& reply : {Reply::json("{}"), Reply::chunked({"{}"})}) {
    const auto seen = three_of(Reply::raw(reply.bytes + "\r\n"));
    expect_all(seen, 200, "{}");
    EXPECT_EQ(seen.connections, 1u);
    EXPECT_TRUE(ends_of(seen).empty());
  }
}

TEST(Http1Servers, whose_connections_we_close_are_told_from_those_that_close_them) {
  const auto surplus = three_of(Reply::raw(Reply::json("{}").bytes + "HELLO"));
  EXPECT_EQ(surplus.connections, 3u);
  EXPECT_EQ(ends_of(surplus)[ConnectionEnd::surplus], 3u);
  EXPECT_EQ(ends_of(surplus)[ConnectionEnd::target], 0u);
  const auto said = three_of(Reply::json("{}").header("Connection", "close").then_close());
  EXPECT_EQ(ends_of(said)[ConnectionEnd::target], 3u);
  EXPECT_EQ(ends_of(said)[ConnectionEnd::surplus], 0u);
  const auto broken = three_of(Reply::raw("nonsense\r\n\r\n"));
  EXPECT_EQ(ends_of(broken)[ConnectionEnd::failure], 3u);
  EXPECT_EQ(ends_of(broken)[ConnectionEnd::target], 0u);
}

TEST(Http1Servers, that_close_without_saying_so_ended_the_connection) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}").then_close(); });
  Http1Client client(Http1Client::to_port(server.port()));
  const auto channel = client.channel();
  ConnectionEnds ends;
  for (std::uint64_t i = 1; i <= 3; ++i) {
    ends.merge(client.send(*channel, make_request()).ends);
    server.wait_for_closed_connections(i);
  }
  EXPECT_EQ(ends[ConnectionEnd::target], 2u);  // the last one's end has not been seen
}

}  // namespace plimsoll::http1_servers_test
