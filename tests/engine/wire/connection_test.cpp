#include "engine/wire/connection.h"
#include "core/task_group.h"
#include "engine/wire/connection_failure.h"
#include "tests/engine/each_io.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"
#include "tests/support/virtual_clock.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cerrno>

namespace plimsoll::connection_test {

TEST(ConnectFailure, is_the_targets_or_our_own) {
  for (const int error : {ECONNREFUSED, ECONNRESET, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH, EACCES}) {
    EXPECT_EQ(connect_failure(error, "api:80").kind, FailureKind::connect) << error;
    EXPECT_NE(connect_failure(error, "api:80").message.find("api:80"), std::string::npos) << error;
  }
  for (const int error : {EMFILE, ENFILE, EADDRNOTAVAIL, ENOBUFS, ENOMEM}) {
    EXPECT_EQ(connect_failure(error, "api:80").kind, FailureKind::local) << error;
  }
}

struct Addresses : testing::Test {
  boost::asio::io_context context{1};
  std::unique_ptr<Clock> clock = make_steady_clock(context);
  TaskGroup tasks{context};

  void pass(VirtualClock& virtual_clock, Nanos time) {
    tasks.spawn(virtual_clock.sleep_until(virtual_clock.now() + time));
    context.restart();
    virtual_clock.run();
  }

  std::unique_ptr<ConnectionAddresses> of(const std::string& host) {
    return std::make_unique<ConnectionAddresses>(context, *clock, Url{Url::Scheme::http, host, 80, ""});
  }
};

TEST_F(Addresses, of_a_numeric_host_are_known_at_once) {
  EXPECT_EQ(of("127.0.0.1")->known().size(), 1u);
  EXPECT_EQ(of("::1")->known().front().protocol().family(), AF_INET6);
  EXPECT_TRUE(of("localhost")->known().empty());
}

TEST_F(Addresses, begin_with_the_one_that_was_reached) {
  const auto addresses = of("localhost");
  ConnectionAddresses::Waiter waiter(context.get_executor());
  tasks.spawn(addresses->wait(waiter));
  context.run();
  ASSERT_FALSE(addresses->known().empty());
  const auto last = addresses->known().back();
  addresses->prefer(last);
  EXPECT_EQ(addresses->known().front(), last);
}

TEST_F(Addresses, are_asked_for_again_when_the_answer_is_old_and_serve_meanwhile) {
  VirtualClock hours(context);
  ConnectionOptions options;
  options.re_resolve = std::chrono::minutes(1);
  ConnectionAddresses addresses(context, hours, Url{Url::Scheme::http, "localhost", 80, ""}, options);
  ConnectionAddresses::Waiter waiter(context.get_executor());
  tasks.spawn(addresses.wait(waiter));
  context.run();
  EXPECT_EQ(addresses.questions(), 1u);
  const auto before = addresses.known();
  pass(hours, std::chrono::seconds(59));
  addresses.renew();
  EXPECT_EQ(addresses.questions(), 1u);
  pass(hours, std::chrono::seconds(1));
  addresses.renew();
  addresses.renew();
  EXPECT_EQ(addresses.questions(), 2u);
  EXPECT_EQ(addresses.known(), before);
  context.restart();
  context.run();
  EXPECT_EQ(addresses.known(), before);
  addresses.renew();
  EXPECT_EQ(addresses.questions(), 2u);
}

TEST_F(Addresses, that_are_given_are_not_asked_for) {
  ConnectionOptions options;
  options.resolve = {{"api.test", 80, {"127.0.0.1", "::1"}}};
  ConnectionAddresses addresses(context, *clock, Url{Url::Scheme::http, "api.test", 80, ""}, options);
  ASSERT_EQ(addresses.known().size(), 2u);
  EXPECT_EQ(addresses.known().back().protocol().family(), AF_INET6);
  ConnectionAddresses other_port(context, *clock, Url{Url::Scheme::http, "api.test", 81, ""}, options);
  EXPECT_TRUE(other_port.known().empty());
}

TEST_F(Addresses, may_go_while_the_name_service_is_asked) {
  auto addresses = of("no-such-host.invalid");
  ConnectionAddresses::Waiter waiter(context.get_executor());
  tasks.spawn(addresses->wait(waiter));
  context.poll_one();
  addresses.reset();
  waiter.wake();
  context.run();  // returns: the test ends
}

struct Http1Users : EachIo {};
INSTANTIATE_TEST_SUITE_P(, Http1Users, each_io(), name_of_io);

TEST_P(Http1Users, may_go_with_sends_in_progress) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::never(); });
  const auto request = make_request();
  Response response;
  boost::asio::io_context context(1);
  TaskGroup tasks(context);
  const auto clock = make_steady_clock(context);
  auto transport = std::move(make_http1_transport(context, *clock, to_port(server.port()))).value();
  auto channel = transport->make_channel();
  tasks.spawn(channel->send(request, response));
  while (response.sent == Instant{}) context.run_one();
  transport.reset();
  channel.reset();
  context.run();
  EXPECT_EQ(response.done, Instant{});
}

// Its frame owns what the transport wakes.
Awaitable<> send_once(std::unique_ptr<Channel> channel, const Request& request, Response& response,
                      std::shared_ptr<bool>) {
  co_await channel->send(request, response);
}

TEST_P(Http1Users, frees_users_that_are_left_waiting) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::never(); });
  const auto request = make_request();
  const auto held = std::make_shared<bool>();
  Response response;
  boost::asio::io_context context(1);
  TaskGroup tasks(context);
  const auto clock = make_steady_clock(context);
  auto transport = std::move(make_http1_transport(context, *clock, to_port(server.port()))).value();
  tasks.spawn(send_once(transport->make_channel(), request, response, held));
  while (response.sent == Instant{}) context.run_one();
  EXPECT_GT(held.use_count(), 1);
  transport.reset();
  context.run();
  EXPECT_EQ(held.use_count(), 1);
  EXPECT_EQ(response.done, Instant{});
}

TEST_P(Http1Users, serves_many_channels_at_once) {
  constexpr int kChannels = 300;  // more than one turn collects
  constexpr int kRequests = 20;
  LoopbackServer server([](const ReceivedRequest& request) { return Reply::json(request.body); });
  const auto request = make_request("/", "body");
  boost::asio::io_context context(1);
  TaskGroup tasks(context);
  const auto clock = make_steady_clock(context);
  const auto transport = std::move(make_http1_transport(context, *clock, to_port(server.port()))).value();
  std::vector<std::unique_ptr<Channel>> channels;
  int good = 0;
  struct User {
    static Awaitable<> run(Channel& channel, const Request& sent, int& good_ones) {
      Response response;
      for (int i = 0; i < kRequests; ++i) {
        co_await channel.send(sent, response);
        if (response.failure == FailureKind::none && response.status == 200) ++good_ones;
      }
    }
  };
  for (int i = 0; i < kChannels; ++i) {
    channels.push_back(transport->make_channel());
    tasks.spawn(User::run(*channels.back(), request, good));
  }
  context.run();
  EXPECT_EQ(good, kChannels * kRequests);
  EXPECT_EQ(server.requests(), static_cast<std::uint64_t>(kChannels * kRequests));
  EXPECT_EQ(server.connections(), static_cast<std::uint64_t>(kChannels));
}

}  // namespace plimsoll::connection_test
