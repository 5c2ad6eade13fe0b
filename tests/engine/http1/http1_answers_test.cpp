#include "engine/http1/http1_encoder.h"
#include "tests/engine/each_io.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>

namespace plimsoll::http1_answers_test {

Request keeping_body(Request request) {
  request.keeps_body = true;
  return request;
}

struct Http1Exchange : EachIo {};
INSTANTIATE_TEST_SUITE_P(, Http1Exchange, each_io(), name_of_io);

TEST_P(Http1Exchange, sends_the_request_as_it_was_made_and_reads_the_answer) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json(R"({"prediction": 1})"); },
                        {.tls = {}, .answers_before_body = false, .keeps_requests = true, .greeting = {}});
  Http1Client client(to_port(server.port()));
  const auto request = keeping_body(
      make_request(Method::post, "/predict?a=b", {{"Content-Type", "application/json"}}, R"({"x": [1, 2]})"));
  const auto response = client.send_once(request);

  EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, R"({"prediction": 1})");
  EXPECT_EQ(response.header("content-type"), "application/json");
  EXPECT_EQ(response.bytes_sent, http1_head(request).size() + request.body->size());
  EXPECT_EQ(response.bytes_received, Reply::json(R"({"prediction": 1})").bytes.size());
  EXPECT_EQ(response.connections_opened, 1u);
  EXPECT_EQ(response.connections_failed, 0u);
  EXPECT_GT(response.connect_time.count(), 0);
  EXPECT_EQ(response.handshake_time.count(), 0);

  ASSERT_EQ(server.requests(), 1u);
  const auto received = server.received().front();
  EXPECT_EQ(received.method, "POST");
  EXPECT_EQ(received.target, "/predict?a=b");
  EXPECT_EQ(received.head, http1_head(request));
  EXPECT_EQ(received.body, *request.body);
}

TEST_P(Http1Exchange, notes_its_instants_in_their_order) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}").byte_by_byte(); });
  Http1Client client(to_port(server.port()));
  const Instant before = monotonic_now();
  const auto response = client.send_once(make_request());
  EXPECT_LT(before, response.sent);
  EXPECT_LT(response.sent, response.first_byte);
  EXPECT_LE(response.first_byte, response.done);
  EXPECT_LE(response.done, monotonic_now());
}

TEST_P(Http1Exchange, keeps_the_connection_for_the_next_request) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  EXPECT_EQ(client.send(*channel, make_request()).connections_opened, 1u);
  for (int i = 0; i < 10; ++i) {
    const auto response = client.send(*channel, make_request("/", "body"));
    EXPECT_EQ(response.failure, FailureKind::none);
    EXPECT_EQ(response.connections_opened, 0u);
    EXPECT_EQ(response.connect_time.count(), 0);
  }
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_EQ(server.requests(), 11u);
}

TEST_P(Http1Exchange, gives_each_channel_a_connection_of_its_own) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  Http1Client client(to_port(server.port()));
  const auto first = client.channel();
  const auto second = client.channel();
  client.send(*first, make_request());
  client.send(*second, make_request());
  client.send(*first, make_request());
  EXPECT_EQ(server.connections(), 2u);
}

TEST_P(Http1Exchange, reads_chunks_and_trailers) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::chunked({"one ", "two"}, "X-Sum: 7\r\n"); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.send(*channel, keeping_body(make_request())).body, "one two");
  EXPECT_EQ(server.connections(), 1u);
}

TEST_P(Http1Exchange, reads_an_answer_that_comes_byte_by_byte) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::chunked({"one ", "two"}).byte_by_byte(); });
  Http1Client client(to_port(server.port()));
  const auto response = client.send_once(keeping_body(make_request()));
  EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
  EXPECT_EQ(response.body, "one two");
}

TEST_P(Http1Exchange, reads_a_body_up_to_the_end_of_the_connection) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::until_close("to the end"); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  for (int i = 0; i < 3; ++i) {
    const auto response = client.send(*channel, keeping_body(make_request()));
    EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
    EXPECT_EQ(response.body, "to the end");
  }
  EXPECT_EQ(server.connections(), 3u);
}

TEST_P(Http1Exchange, inflates_what_a_check_reads) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::gzip("plain text"); });
  Http1Client client(to_port(server.port()));
  EXPECT_EQ(client.send_once(keeping_body(make_request())).body, "plain text");
}

TEST_P(Http1Exchange, waits_for_no_body_after_head) {
  LoopbackServer server(
      [](const ReceivedRequest&) { return Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  const auto head = make_request(Method::head, "/", {});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.send(*channel, head).failure, FailureKind::none);
  EXPECT_EQ(server.connections(), 1u);
}

TEST_P(Http1Exchange, skips_interim_answers) {
  LoopbackServer server(
      [](const ReceivedRequest&) { return Reply::raw("HTTP/1.1 100 Continue\r\n\r\n" + Reply::json("{}").bytes); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.send(*channel, make_request()).status, 200);
  EXPECT_EQ(server.connections(), 1u);
}

TEST_P(Http1Exchange, opens_another_connection_where_the_server_does_not_keep_it) {
  for (const char* head : {"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
                           "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"}) {
    LoopbackServer server([head](const ReceivedRequest&) { return Reply::raw(head).then_close(); });
    Http1Client client(to_port(server.port()));
    const auto channel = client.channel();
    for (int i = 0; i < 3; ++i) {
      const auto response = client.send(*channel, make_request());
      EXPECT_EQ(response.failure, FailureKind::none);
      EXPECT_EQ(response.connections_opened, 1u);
    }
    EXPECT_EQ(server.connections(), 3u);
  }
}

TEST_P(Http1Exchange, reopens_a_connection_that_ended_while_it_was_idle) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}").then_close(); });  // without saying so
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  for (std::uint64_t i = 1; i <= 5; ++i) {
    const auto response = client.send(*channel, make_request());
    EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
    EXPECT_EQ(response.connections_opened, 1u);
    EXPECT_EQ(response.connections_failed, 0u);
    server.wait_for_closed_connections(i);
  }
  EXPECT_EQ(server.requests(), 5u);
}

TEST_P(Http1Exchange, drops_a_connection_that_brought_more_than_the_answer) {
  LoopbackServer server(
      [](const ReceivedRequest&) { return Reply::raw(Reply::json("{}").bytes + "HTTP/1.1 200 OK\r\n"); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.send(*channel, make_request()).failure, FailureKind::none);
  EXPECT_EQ(server.connections(), 3u);
  EXPECT_EQ(server.requests(), 3u);
}

TEST_P(Http1Exchange, sends_a_body_larger_than_the_kernel_takes_at_once) {
  const std::string body(20 << 20, 'b');
  LoopbackServer server(
      [](const ReceivedRequest& request) { return Reply::json(std::to_string(request.body.size())); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  const auto request = keeping_body(make_request("/", body));
  for (int i = 0; i < 2; ++i) {
    const auto response = client.send(*channel, request);
    EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
    EXPECT_EQ(response.body, std::to_string(body.size()));
    EXPECT_EQ(response.bytes_sent, http1_head(request).size() + body.size());
  }
  EXPECT_EQ(server.connections(), 1u);
}

TEST_P(Http1Exchange, takes_an_answer_that_comes_before_the_request_is_read) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::status(413, "too large"); },
                        {.tls = {}, .answers_before_body = true, .keeps_requests = false, .greeting = {}});
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  const auto response = client.send(*channel, make_request("/", std::string(50 << 20, 'b')));
  EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(response.body, "too large");
  EXPECT_LT(response.bytes_sent, 50u << 20);
}

TEST_P(Http1Exchange, reads_a_large_answer_and_keeps_it_only_where_it_is_wanted) {
  constexpr std::uint64_t kBody = 30 << 20;
  LoopbackServer server([](const ReceivedRequest&) { return Reply::huge(kBody); });
  Http1Client client(to_port(server.port()));
  const auto counted = client.send_once(make_request());
  EXPECT_EQ(counted.failure, FailureKind::none) << counted.failure_message;
  EXPECT_GT(counted.bytes_received, kBody);
  EXPECT_EQ(counted.body.capacity(), std::string().capacity());
  EXPECT_EQ(client.send_once(keeping_body(make_request())).body.size(), kBody);
}

TEST_P(Http1Exchange, resolves_a_name) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  auto options = to_port(server.port());
  options.url.host = "localhost";
  Http1Client client(options);
  const auto first = client.channel();
  const auto second = client.channel();
  EXPECT_EQ(client.send(*first, make_request()).failure, FailureKind::none);
  EXPECT_EQ(client.send(*second, make_request()).failure, FailureKind::none);
  EXPECT_EQ(server.connections(), 2u);
}

}  // namespace plimsoll::http1_answers_test
