#include "tests/engine/each_io.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>

namespace plimsoll::http1_abort_test {

struct Http1Abort : EachIo {};
INSTANTIATE_TEST_SUITE_P(, Http1Abort, each_io(), name_of_io);

TEST_P(Http1Abort, ends_a_send_that_waits_for_the_answer) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::never(); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  Response response;
  client.send(*channel, make_request(), response, [&] {
    if (server.requests() == 1) channel->abort();
  });
  EXPECT_TRUE(response.aborted);
  EXPECT_EQ(response.failure, FailureKind::none);
  EXPECT_EQ(response.failure_message, "");
  EXPECT_GT(response.done, response.sent);
}

TEST_P(Http1Abort, ends_a_send_that_connects) {
  const SilentPort silent;
  Http1Client client(to_port(silent.port()));
  const auto channel = client.channel();
  Response response;
  client.send(*channel, make_request(), response, [&] { channel->abort(); });
  EXPECT_TRUE(response.aborted);
  EXPECT_EQ(response.connections_failed, 0u);
  EXPECT_EQ(response.sent, Instant{});
}

TEST_P(Http1Abort, ends_a_send_that_resolves) {
  auto options = to_port(80);
  options.url.host = "no-such-host.invalid";
  Http1Client client(options);
  const auto channel = client.channel();
  Response response;
  client.send(*channel, make_request(), response, [&] { channel->abort(); });
  EXPECT_TRUE(response.aborted);
}

TEST_P(Http1Abort, leaves_the_channel_usable) {
  LoopbackServer server(
      [](const ReceivedRequest& request) { return request.target == "/never" ? Reply::never() : Reply::json("{}"); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  Response response;
  client.send(*channel, make_request("/never"), response, [&] {
    if (response.sent != Instant{}) channel->abort();
  });
  EXPECT_TRUE(response.aborted);
  response = client.send(*channel, make_request());
  EXPECT_FALSE(response.aborted);
  EXPECT_EQ(response.status, 200);
}

TEST_P(Http1Abort, closes_an_idle_connection) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  Http1Client client(to_port(server.port()));
  const auto channel = client.channel();
  client.send(*channel, make_request());
  channel->abort();
  server.wait_for_closed_connections(1);
  EXPECT_EQ(client.send(*channel, make_request()).connections_opened, 1u);
}

TEST_P(Http1Abort, is_what_the_end_of_a_channel_does_to_its_connection) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json("{}"); });
  Http1Client client(to_port(server.port()));
  client.send_once(make_request());
  server.wait_for_closed_connections(1);
  EXPECT_EQ(server.connections(), 1u);
}

}  // namespace plimsoll::http1_abort_test
