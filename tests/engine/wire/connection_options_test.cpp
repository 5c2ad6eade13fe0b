// What a scenario says of its connections, as the server sees it.

#include "engine/http1/http1_encoder.h"
#include "engine/requests/request_rendering.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>

namespace plimsoll::connection_options_test {

Reply json(const ReceivedRequest&) { return Reply::json("{}"); }

LoopbackOptions keeping_requests() {
  LoopbackOptions options;
  options.keeps_requests = true;
  return options;
}

TEST(ConnectionOptions, without_keep_alive_give_each_request_a_connection) {
  LoopbackServer server(json);  // which would keep it
  auto options = Http1Client::to_port(server.port());
  options.connection.keep_alive = false;
  Http1Client client(options);
  const auto channel = client.channel();
  for (std::uint64_t i = 1; i <= 5; ++i) {
    const auto response = client.send(*channel, make_request());
    EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
    EXPECT_EQ(response.connections_opened, 1u);
    server.wait_for_closed_connections(i);
  }
  EXPECT_EQ(server.connections(), 5u);
  EXPECT_EQ(server.requests(), 5u);
}

TEST(ConnectionOptions, without_keep_alive_say_so_to_the_server) {
  Scenario scenario;
  scenario.target.url = parse_url("http://127.0.0.1:5000").value();
  scenario.target.connection.keep_alive = false;
  RequestTemplate request;
  request.path = "/";
  EXPECT_NE(http1_head(render_request(scenario, request, 0, 0)).find("\r\nConnection: close\r\n"), std::string::npos);
  scenario.headers = {{"connection", "keep-alive"}};
  EXPECT_EQ(http1_head(render_request(scenario, request, 0, 0)).find("close"), std::string::npos);
}

TEST(ConnectionOptions, take_the_sources_in_turn) {
  LoopbackServer server(json, keeping_requests());
  auto options = Http1Client::to_port(server.port());
  options.connection.keep_alive = false;
  options.connection.sources = {"127.0.0.2", "::1", "127.0.0.3"};  // ::1 cannot reach it and is passed over
  Http1Client client(options);
  std::vector<std::string> peers;
  for (int i = 0; i < 4; ++i) EXPECT_EQ(client.send_once(make_request()).failure, FailureKind::none);
  for (const auto& request : server.received()) peers.push_back(request.peer);
  EXPECT_EQ(peers, (std::vector<std::string>{"127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3"}));
}

TEST(ConnectionOptions, take_a_source_of_ipv6) {
  auto listening = keeping_requests();
  listening.address = "::1";
  LoopbackServer server(json, listening);
  auto options = Http1Client::to_port(server.port());
  options.url.host = "::1";
  options.connection.sources = {"::1"};
  Http1Client client(options);
  const auto response = client.send_once(make_request());
  EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
  ASSERT_EQ(server.received().size(), 1u);
  EXPECT_EQ(server.received()[0].peer, "::1");
}

TEST(ConnectionOptions, without_a_source_of_the_targets_family_fail_on_our_side) {
  LoopbackServer server(json);
  auto options = Http1Client::to_port(server.port());
  options.connection.sources = {"::1"};
  Http1Client client(options);
  const auto response = client.send_once(make_request());
  EXPECT_EQ(to_string(response.failure), to_string(FailureKind::local));
  EXPECT_NE(response.failure_message.find("no source address is of its family"), std::string::npos);
}

TEST(ConnectionOptions, refuse_a_source_that_is_not_ours_before_the_run) {
  boost::asio::io_context context(1);
  const auto clock = make_steady_clock(context);
  auto options = Http1Client::to_port(80);
  options.connection.sources = {"127.0.0.1", "192.0.2.1"};
  const auto made = make_http1_transport(context, *clock, options);
  ASSERT_TRUE(made.has_error());
  EXPECT_EQ(made.error().kind, ErrorKind::invalid);
  EXPECT_EQ(made.error().message, "source address 192.0.2.1 is none of this machine's");
}

TEST(ConnectionOptions, lead_a_name_where_they_say) {
  LoopbackServer server(json);
  auto options = Http1Client::to_port(server.port());
  options.url.host = "api.test";
  options.connection.resolve = {{"api.test", server.port(), {"127.0.0.1"}}};
  Http1Client client(options);
  const auto response = client.send_once(make_request());
  EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
  EXPECT_EQ(server.requests(), 1u);
}

TEST(ConnectionOptions, try_the_addresses_of_a_name_in_their_order) {
  LoopbackServer server(json);
  auto options = Http1Client::to_port(server.port());
  options.url.host = "api.test";
  options.connection.resolve = {{"api.test", server.port(), {"::1", "127.0.0.1"}}};  // nobody listens on the first
  Http1Client client(options);
  const auto response = client.send_once(make_request());
  EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
}

}  // namespace plimsoll::connection_options_test
