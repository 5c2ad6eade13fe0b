// Requests that go wrong on purpose, as the server sees them.

#include "engine/http1/http1_fault.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>

#include <cstdio>

namespace plimsoll::http1_fault_test {

using namespace std::chrono_literals;

LoopbackOptions keeping_requests() {
  LoopbackOptions options;
  options.keeps_requests = true;
  return options;
}

Fault abort_after(Nanos time) {
  Fault fault;
  fault.kind = FaultKind::abort_after;
  fault.abort_after = time;
  return fault;
}

Fault paced(FaultKind kind, std::uint64_t bytes_per_second) {
  Fault fault;
  fault.kind = kind;
  fault.bytes_per_second = bytes_per_second;
  return fault;
}

Request with_fault(Request request, const Fault& fault) {
  request.fault = &fault;
  return request;
}

void expect_no_failure(const Response& response) {
  EXPECT_EQ(to_string(response.failure), to_string(FailureKind::none)) << response.failure_message;
  EXPECT_FALSE(response.aborted);
  EXPECT_GT(response.sent, Instant{});
  EXPECT_GE(response.done, response.sent);
}

TEST(Http1Fault, goes_away_while_the_server_thinks) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::never(); });
  Http1Client client(Http1Client::to_port(server.port()));
  const auto fault = abort_after(50ms);
  const auto response = client.send_once(with_fault(make_request("/", "body"), fault));
  expect_no_failure(response);
  EXPECT_EQ(response.status, 0);
  EXPECT_GE(response.done - response.sent, 50ms);
  server.wait_for_requests(1);
}

TEST(Http1Fault, goes_away_in_the_middle_of_an_answer) {
  LoopbackServer server([](const ReceivedRequest&) {
    return Reply::endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\nx\r\n");
  });
  Http1Client client(Http1Client::to_port(server.port()));
  const auto fault = abort_after(1s);  // for the beginning of the answer to come on a busy machine
  const auto response = client.send_once(with_fault(make_request(), fault));
  expect_no_failure(response);
  EXPECT_EQ(response.status, 200);
  server.wait_for_closed_connections(1);  // an endless answer ends with its client
}

std::string token_chunk() {
  const std::string event = "data: {\"choices\":[{\"delta\":{\"content\":\"on\"}}]}\n\n";
  char size[8];
  std::snprintf(size, sizeof size, "%zx", event.size());
  return std::string(size) + "\r\n" + event + "\r\n";
}

const std::string kStreamBegins =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

Response streamed_with(const Fault& fault, const LoopbackServer& server) {
  static const StreamRules kRules;
  Http1Client client(Http1Client::to_port(server.port()));
  auto request = with_fault(make_request("/", "{}"), fault);
  request.stream = &kRules;
  return client.send_once(request);
}

TEST(Http1Fault, goes_away_after_so_many_tokens) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::endless(kStreamBegins, token_chunk()); });
  Fault fault;
  fault.kind = FaultKind::abort_after_tokens;
  fault.abort_after_tokens = 20;
  const auto response = streamed_with(fault, server);
  expect_no_failure(response);
  EXPECT_TRUE(response.left);
  EXPECT_EQ(response.status, 200);
  EXPECT_GE(response.stream->log().token_events, 20U);
  server.wait_for_closed_connections(1);  // an endless answer ends with its client
}

TEST(Http1Fault, goes_away_after_tokens_by_the_servers_count) {
  const std::string events =
      "data: {\"choices\":[{\"delta\":{\"content\":\"many words\"}}],\"usage\":{\"completion_tokens\":20}}\n\n";
  const Gate never;
  LoopbackServer server(
      [&](const ReceivedRequest&) { return Reply::raw("HTTP/1.1 200 OK\r\n\r\n" + events).and_then(never, "more"); });
  Fault fault;
  fault.kind = FaultKind::abort_after_tokens;
  fault.abort_after_tokens = 20;
  const auto response = streamed_with(fault, server);
  expect_no_failure(response);
  EXPECT_TRUE(response.left);
  EXPECT_EQ(response.stream->log().token_events, 1U);
}

TEST(Http1Fault, has_left_nothing_that_was_whole_before) {
  LoopbackServer server(
      [](const ReceivedRequest&) { return Reply::raw(kStreamBegins + token_chunk() + token_chunk() + "0\r\n\r\n"); });
  Fault fault;
  fault.kind = FaultKind::abort_after_tokens;
  fault.abort_after_tokens = 20;
  const auto response = streamed_with(fault, server);
  expect_no_failure(response);
  EXPECT_FALSE(response.left);
}

TEST(Http1Fault, leaves_the_users_connection_alone_and_closes_its_own) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  Http1Client client(Http1Client::to_port(server.port()));
  const auto channel = client.channel();
  EXPECT_EQ(client.send(*channel, make_request()).connections_opened, 1u);
  const auto fault = abort_after(10s);
  const auto response = client.send(*channel, with_fault(make_request(), fault));
  expect_no_failure(response);
  EXPECT_EQ(response.status, 200);  // it was answered before its time
  EXPECT_EQ(response.connections_opened, 1u);
  server.wait_for_closed_connections(1);
  EXPECT_EQ(client.send(*channel, make_request()).connections_opened, 0u);
  EXPECT_EQ(server.connections(), 2u);
  EXPECT_EQ(server.requests(), 3u);
}

TEST(Http1Fault, sends_what_is_not_http_with_the_body_after_it) {
  LoopbackServer server(
      [](const ReceivedRequest& request) {
        const bool malformed =
            request.head.find(" HTTP/x.y\r\nthis line is malformed on purpose\r\n") != std::string::npos;
        return Reply::status(malformed ? 400 : 200);
      },
      keeping_requests());
  Http1Client client(Http1Client::to_port(server.port()));
  Fault fault;
  fault.kind = FaultKind::malformed;
  const auto response = client.send_once(with_fault(make_request("/predict", "rows"), fault));
  expect_no_failure(response);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(server.received()[0].target, "/predict");
  EXPECT_EQ(server.received()[0].body, "rows");
}

TEST(Http1Fault, sends_no_faster_than_it_is_told) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); }, keeping_requests());
  Http1Client client(Http1Client::to_port(server.port()));
  const auto fault = paced(FaultKind::slow_send, 100'000);
  const std::string body(30'000, 'b');
  const auto response = client.send_once(with_fault(make_request("/", body), fault));
  expect_no_failure(response);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(server.received()[0].body, body);
  EXPECT_GE(response.done - response.sent, 290ms);  // what was sent last needs no time after it
}

TEST(Http1Fault, takes_an_answer_that_comes_before_it_has_sent_all) {
  LoopbackOptions options;
  options.answers_before_body = true;
  LoopbackServer server([](const ReceivedRequest&) { return Reply::status(408).then_close(); }, options);
  Http1Client client(Http1Client::to_port(server.port()));
  const auto fault = paced(FaultKind::slow_send, 10'000);
  const auto request = with_fault(make_request("/", std::string(1 << 20, 'b')), fault);
  const auto response = client.send_once(request);
  expect_no_failure(response);
  EXPECT_EQ(response.status, 408);
  EXPECT_LT(response.bytes_sent, request.body->size());
}

TEST(Http1Fault, reads_no_faster_than_it_is_told) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::huge(30'000); });
  Http1Client client(Http1Client::to_port(server.port()));
  const auto fault = paced(FaultKind::slow_read, 100'000);
  const auto response = client.send_once(with_fault(make_request(), fault));
  expect_no_failure(response);
  EXPECT_EQ(response.status, 200);
  EXPECT_GT(response.bytes_received, 30'000u);
  EXPECT_GE(response.done - response.sent, 290ms);
}

TEST(Http1Fault, reads_no_faster_after_a_server_that_took_its_time) {
  LoopbackServer server([](const ReceivedRequest&) {
    const auto answers = std::chrono::steady_clock::now() + 400ms;
    Gate().wait([answers] { return std::chrono::steady_clock::now() >= answers; });
    return Reply::huge(30'000);
  });
  Http1Client client(Http1Client::to_port(server.port()));
  const auto fault = paced(FaultKind::slow_read, 100'000);
  const auto response = client.send_once(with_fault(make_request(), fault));
  expect_no_failure(response);
  EXPECT_GE(response.done - response.sent, 690ms);
}

TEST(Http1Fault, keeps_the_server_waiting_that_sends_more_than_buffers_hold) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::huge(1 << 30); });
  Http1Client client(Http1Client::to_port(server.port()));
  const auto fault = paced(FaultKind::slow_read, 1000);
  auto request = with_fault(make_request(), fault);
  request.timeout = 500ms;
  const auto response = client.send_once(request);
  expect_no_failure(response);
  EXPECT_LT(response.bytes_received, 1500u);
}

TEST(Http1Fault, ends_with_the_requests_timeout) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::never(); });
  Http1Client client(Http1Client::to_port(server.port()));
  for (const auto& fault :
       {paced(FaultKind::slow_send, 10), paced(FaultKind::slow_read, 10), abort_after(1h), Fault{}}) {
    auto request = with_fault(make_request(), fault);
    request.timeout = 50ms;
    expect_no_failure(client.send_once(request));
  }
}

TEST(Http1Fault, speaks_tls) {
  LoopbackOptions options;
  options.tls = TestCertificate::self_signed("127.0.0.1");
  LoopbackServer server([](const ReceivedRequest&) { return Reply::huge(30'000); }, options);
  auto to = Http1Client::to_port(server.port());
  to.url.scheme = Url::Scheme::https;
  to.tls.insecure = true;
  Http1Client client(to);
  for (const auto& fault :
       {paced(FaultKind::slow_send, 1'000'000), paced(FaultKind::slow_read, 1'000'000), abort_after(10s), Fault{}}) {
    const auto response = client.send_once(with_fault(make_request("/", std::string(30'000, 'b')), fault));
    expect_no_failure(response);
    EXPECT_EQ(response.status, 200);
  }
}

TEST(Http1Fault, of_a_target_that_is_not_there_is_a_failure_like_any_other) {
  const RefusingPort refusing;
  Http1Client client(Http1Client::to_port(refusing.port()));
  const auto fault = abort_after(1s);
  const auto response = client.send_once(with_fault(make_request(), fault));
  EXPECT_EQ(to_string(response.failure), to_string(FailureKind::connect));
  EXPECT_EQ(response.sent, Instant{});
  EXPECT_GT(response.done, Instant{});
}

TEST(Http1Fault, ends_at_once_when_the_run_does) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::never(); });
  for (const auto& fault : {abort_after(1h), paced(FaultKind::slow_send, 1)}) {
    Http1Client client(Http1Client::to_port(server.port()));
    const auto channel = client.channel();
    const auto request = with_fault(make_request(), fault);
    Response response;
    client.send(*channel, request, response, [&] {
      if (response.sent != Instant{}) channel->abort();
    });
    EXPECT_TRUE(response.aborted);
    EXPECT_LT(response.done - response.sent, 1h);
  }
}

}  // namespace plimsoll::http1_fault_test
