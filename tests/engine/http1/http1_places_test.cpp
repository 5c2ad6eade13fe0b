// Where a target may be: a Unix socket, IPv6.

#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"
#include "tests/support/temp_folder.h"

#include <gtest/gtest.h>

namespace plimsoll::http1_places_test {

Http1Options to_socket(const std::string& path) {
  auto options = Http1Client::to_port(80);
  options.url.host = "localhost";
  options.url.socket_path = path;
  return options;
}

LoopbackOptions listening_on(const std::string& address) {
  LoopbackOptions options;
  options.address = address;
  return options;
}

Reply echo(const ReceivedRequest& request) { return Reply::json(request.body); }

TEST(Http1Transport, speaks_over_a_unix_socket) {
  const test::TempFolder folder;
  const auto path = (folder.path() / "api.sock").string();
  LoopbackServer server(echo, listening_on(path));
  Http1Client client(to_socket(path));
  const auto channel = client.channel();
  auto request = make_request("/", std::string(300'000, 'b'));
  request.keeps_body = true;
  for (int i = 0; i < 3; ++i) {
    const auto response = client.send(*channel, request);
    EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
    EXPECT_EQ(response.body, *request.body);
  }
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_EQ(server.requests(), 3u);
}

TEST(Http1Transport, names_the_unix_socket_that_is_not_there) {
  const test::TempFolder folder;
  const auto path = (folder.path() / "api.sock").string();
  Http1Client client(to_socket(path));
  const auto response = client.send_once(make_request());
  EXPECT_EQ(to_string(response.failure), to_string(FailureKind::connect));
  EXPECT_EQ(response.failure_message, "no connection to " + path + ": there is no such socket");
}

TEST(Http1Transport, names_the_unix_socket_that_nobody_listens_on) {
  const test::TempFolder folder;
  const auto path = (folder.path() / "api.sock").string();
  LoopbackServer(echo, listening_on(path)).stop();
  Http1Client client(to_socket(path));
  EXPECT_EQ(client.send_once(make_request()).failure_message,
            "connection refused by " + path + ": nothing listens there");
}

TEST(Http1Transport, speaks_over_ipv6) {
  LoopbackServer server(echo, listening_on("::1"));
  auto options = Http1Client::to_port(server.port());
  options.url.host = "::1";
  Http1Client client(options);
  const auto response = client.send_once(make_request());
  EXPECT_EQ(response.failure, FailureKind::none) << response.failure_message;
  EXPECT_EQ(server.requests(), 1u);
}

}  // namespace plimsoll::http1_places_test
