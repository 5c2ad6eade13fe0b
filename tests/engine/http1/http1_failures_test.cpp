#include "tests/engine/each_io.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

namespace plimsoll::http1_failures_test {

constexpr Nanos kShort = std::chrono::milliseconds(50);
// Long enough for the beginning of an answer to arrive on a busy machine.
constexpr Nanos kLonger = std::chrono::seconds(1);

LoopbackServer::Handler always(Reply reply) {
  return [reply = std::move(reply)](const ReceivedRequest&) { return reply; };
}

Request with_timeout(Request request, Nanos timeout) {
  request.timeout = timeout;
  return request;
}

struct Http1Failure : EachIo {
  // On two connections, so that equal failures are seen to have equal messages.
  static Response failure_of(const Http1Options& options, const Request& request = make_request()) {
    Http1Client client(options);
    auto response = client.send_once(request);
    EXPECT_EQ(client.send_once(request).failure_message, response.failure_message);
    EXPECT_GT(response.done, Instant{});
    EXPECT_FALSE(response.aborted);
    return response;
  }

  static Response failure_of(const LoopbackServer& server, const Request& request = make_request()) {
    return failure_of(to_port(server.port()), request);
  }
};
INSTANTIATE_TEST_SUITE_P(, Http1Failure, each_io(), name_of_io);

void expect_failure(const Response& response, FailureKind kind, const std::string& message) {
  EXPECT_EQ(to_string(response.failure), to_string(kind));
  EXPECT_EQ(response.failure_message, message);
}

TEST_P(Http1Failure, of_a_port_where_nothing_listens) {
  const RefusingPort refusing;
  const auto response = failure_of(to_port(refusing.port()));
  expect_failure(response, FailureKind::connect,
                 fmt::format("connection refused by 127.0.0.1:{}: nothing listens there", refusing.port()));
  EXPECT_EQ(response.connections_opened, 0u);
  EXPECT_EQ(response.connections_failed, 1u);
  EXPECT_EQ(response.sent, Instant{});
}

TEST_P(Http1Failure, of_a_host_that_does_not_answer_to_connecting) {
  const SilentPort silent;
  auto options = to_port(silent.port());
  options.connect_timeout = kShort;
  const auto response = failure_of(options);
  expect_failure(response, FailureKind::connect,
                 fmt::format("no connection to 127.0.0.1:{} within 50 ms", silent.port()));
  EXPECT_EQ(response.connections_failed, 1u);
}

TEST_P(Http1Failure, of_a_name_that_does_not_exist) {
  auto options = to_port(80);
  options.url.host = "no-such-host.invalid";
  const auto response = failure_of(options);
  EXPECT_EQ(to_string(response.failure), to_string(FailureKind::resolve)) << response.failure_message;
  EXPECT_NE(response.failure_message.find("'no-such-host.invalid'"), std::string::npos) << response.failure_message;
}

TEST_P(Http1Failure, of_a_server_that_never_answers) {
  LoopbackServer server(always(Reply::never()));
  const auto response = failure_of(server, with_timeout(make_request(), kShort));
  expect_failure(response, FailureKind::timeout, "no answer within 50 ms");
  EXPECT_GE(response.done - response.sent, kShort);
  EXPECT_EQ(response.first_byte, Instant{});
}

TEST_P(Http1Failure, of_an_answer_that_stops_in_the_middle) {
  Reply half = Reply::json("0123456789").cut_to(80);
  half.ending = Reply::Ending::keep;
  LoopbackServer server(always(half));
  expect_failure(failure_of(server, with_timeout(make_request(), kLonger)), FailureKind::timeout,
                 "answer not whole within 1 s");
}

TEST_P(Http1Failure, of_a_stream_that_is_silent_for_too_long) {
  Reply half = Reply::chunked({"data: 1\n\n", "data: 2\n\n"}).cut_to(80);
  half.ending = Reply::Ending::keep;
  LoopbackServer server(always(half));
  StreamRules rules;
  rules.stall_timeout = kShort;
  auto request = with_timeout(make_request(), std::chrono::minutes(1));
  request.stream = &rules;
  const auto response = failure_of(server, request);
  expect_failure(response, FailureKind::stalled, "silent within the answer for 50 ms");
  EXPECT_GE(response.done - response.first_byte, kShort);
}

TEST_P(Http1Failure, of_an_answer_that_never_ends) {
  LoopbackServer server(always(Reply::endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n")));
  expect_failure(failure_of(server, with_timeout(make_request(), kLonger)), FailureKind::timeout,
                 "answer not whole within 1 s");
}

TEST_P(Http1Failure, of_a_server_that_does_not_take_the_request) {
  LoopbackServer server(always(Reply::never()),
                        {.tls = {}, .answers_before_body = true, .keeps_requests = false, .greeting = {}});
  expect_failure(failure_of(server, with_timeout(make_request("/", std::string(50 << 20, 'b')), kShort)),
                 FailureKind::timeout, "request not taken within 50 ms");
}

TEST_P(Http1Failure, of_a_connection_closed_without_an_answer) {
  LoopbackServer server(always(Reply::close()));
  const auto response = failure_of(server);
  expect_failure(response, FailureKind::closed,
                 "connection closed before any byte of an answer; does this port speak TLS (https://)?");
  EXPECT_GT(response.sent, Instant{});
  EXPECT_EQ(response.connections_opened, 1u);
  EXPECT_EQ(response.connections_failed, 0u);
}

TEST_P(Http1Failure, of_a_connection_closed_once_another_was_answered) {
  LoopbackServer server(
      [](const ReceivedRequest& request) { return request.target == "/good" ? Reply::json("{}") : Reply::close(); });
  Http1Client client(to_port(server.port()));
  const auto good = client.channel(), bad = client.channel();
  EXPECT_EQ(client.send(*good, make_request("/good")).failure, FailureKind::none);
  expect_failure(client.send(*bad, make_request("/bad")), FailureKind::closed,
                 "connection closed before any byte of an answer");
}

TEST_P(Http1Failure, of_a_connection_reset_without_an_answer) {
  LoopbackServer server(always(Reply::reset()));
  expect_failure(failure_of(server), FailureKind::reset,
                 "connection reset before any byte of an answer; does this port speak TLS (https://)?");
}

TEST_P(Http1Failure, of_a_kept_connection_that_ends_as_the_request_is_sent) {
  LoopbackServer server([](const ReceivedRequest& request) {
    return request.number_on_connection == 1 ? Reply::json("{}") : Reply::close();
  });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  EXPECT_EQ(client.send(*channel, make_request()).failure, FailureKind::none);
  expect_failure(client.send(*channel, make_request()), FailureKind::closed,
                 "connection closed before any byte of an answer; it was kept from the request before: the server may "
                 "close without saying so (Connection: close)");
  EXPECT_EQ(client.send(*channel, make_request()).failure, FailureKind::none);
  EXPECT_EQ(server.requests(), 3u);  // nothing was resent
  EXPECT_EQ(server.connections(), 2u);
}

TEST_P(Http1Failure, of_an_answer_cut_off_in_its_headers) {
  LoopbackServer server(always(Reply::json("{}").cut_to(20)));
  expect_failure(failure_of(server), FailureKind::truncated, "connection closed within the headers of the answer");
}

TEST_P(Http1Failure, of_an_answer_cut_off_in_its_body) {
  LoopbackServer server(always(Reply::json("0123456789").cut_to(80)));
  const auto response = failure_of(server);
  expect_failure(response, FailureKind::truncated, "connection closed within the body of the answer");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.bytes_received, 80u);
  EXPECT_GT(response.first_byte, response.sent);
}

TEST_P(Http1Failure, of_an_answer_that_a_reset_cuts_off) {
  LoopbackServer server(always(Reply::raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n012").then_reset()));
  const auto response = failure_of(server);  // the reset may overtake the bytes before it
  EXPECT_TRUE(response.failure == FailureKind::truncated || response.failure == FailureKind::reset);
}

TEST_P(Http1Failure, of_bytes_that_are_not_http) {
  LoopbackServer server(always(Reply::raw(std::string("\x00\x01\xff garbage", 11))));
  const auto response = failure_of(server);
  EXPECT_EQ(to_string(response.failure), to_string(FailureKind::malformed));
  EXPECT_TRUE(response.failure_message.starts_with("not a well-formed HTTP/1 answer: ")) << response.failure_message;
}

TEST_P(Http1Failure, of_a_server_that_speaks_tls) {
  LoopbackServer server(always(Reply::raw(std::string("\x15\x03\x01\x00\x02\x02\x46", 7))));
  expect_failure(failure_of(server), FailureKind::malformed,
                 "not an HTTP/1 answer but TLS: the server speaks TLS on this port (use https://)");
}

TEST_P(Http1Failure, of_a_flood_of_headers) {
  LoopbackServer server(always(Reply::endless("HTTP/1.1 200 OK\r\n", "X-Flood: yes\r\n")));
  expect_failure(failure_of(server), FailureKind::too_large, "headers of the answer are longer than 64 KiB");
}

TEST_P(Http1Failure, of_a_gigabyte_of_a_body) {
  LoopbackServer server(always(Reply::huge(1 << 30)));
  auto request = make_request();
  request.keeps_body = true;
  const auto response = failure_of(server, request);
  expect_failure(response, FailureKind::too_large, "body of the answer is longer than 64.0 MiB");
  EXPECT_LT(response.bytes_received, 1u << 20);
}

TEST_P(Http1Failure, of_an_endless_body_without_a_length) {
  LoopbackServer server(always(Reply::endless("HTTP/1.1 200 OK\r\n\r\n", std::string(64 << 10, 'x'))));
  auto options = to_port(server.port());
  options.max_response_bytes = 4 << 20;
  auto request = make_request();
  request.keeps_body = true;
  const auto response = failure_of(options, request);
  expect_failure(response, FailureKind::too_large, "body of the answer is longer than 4.00 MiB");
  EXPECT_LE(response.body.size(), 4u << 20);
}

TEST_P(Http1Failure, of_our_own_file_descriptors_is_local) {
  LoopbackServer server(always(Reply::json("{}")));
  Http1Client client(to_port(server.port()));
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const int next = dup(0);
  close(next);
  const rlimit none_left{static_cast<rlim_t>(next), before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none_left);
  const auto response = client.send_once(make_request());
  setrlimit(RLIMIT_NOFILE, &before);
  expect_failure(response, FailureKind::local,
                 "no file descriptor left for a connection: raise the limit (ulimit -n) or use fewer users");
  EXPECT_EQ(client.send_once(make_request()).failure, FailureKind::none);
}

}  // namespace plimsoll::http1_failures_test
