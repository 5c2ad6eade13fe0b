#include "tests/engine/each_io.h"
#include "tests/engine/http1/http1_client.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <vector>

namespace plimsoll::http1_soak_test {

struct Soak {
  int requests = 0;
  int failures = 0;
  std::size_t bytes_in_use_early = 0;
};

constexpr int kRequests = 100'000;
constexpr int kChannels = 50;  // together, so that a busy machine is not asked to change threads for each request

std::size_t bytes_in_use() { return mallinfo2().uordblks; }

Awaitable<> soak(Channel& channel, const Request& request, Soak& result) {
  constexpr int kSettled = kRequests / 10;
  Response response;
  while (result.requests < kRequests) {
    if (++result.requests == kSettled) result.bytes_in_use_early = bytes_in_use();
    co_await channel.send(request, response);
    if (response.failure != FailureKind::none || response.body.empty()) ++result.failures;
  }
}

// The server's memory is in it too: what its threads have in hand at the moment is the tolerance.
struct Http1Soak : EachIo {};
INSTANTIATE_TEST_SUITE_P(, Http1Soak, each_io(), name_of_io);

TEST_P(Http1Soak, takes_no_more_memory_for_many_requests_than_for_few) {
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json(R"({"prediction": 1})"); });
  boost::asio::io_context context(1);
  const auto clock = make_steady_clock(context);
  const auto transport = std::move(make_http1_transport(context, *clock, to_port(server.port()))).value();
  auto request = make_request("/predict", R"({"x": [1, 2, 3]})");
  request.keeps_body = true;
  Soak result;
  std::vector<std::unique_ptr<Channel>> channels;
  for (int i = 0; i < kChannels; ++i) {
    channels.push_back(transport->make_channel());
    boost::asio::co_spawn(context, soak(*channels.back(), request, result), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
  }
  context.run();
  EXPECT_EQ(result.failures, 0);
  EXPECT_EQ(server.requests(), static_cast<std::uint64_t>(kRequests));
  EXPECT_EQ(server.connections(), static_cast<std::uint64_t>(kChannels));
  EXPECT_LE(bytes_in_use(), result.bytes_in_use_early + std::size_t{4096} * kChannels);
}

}  // namespace plimsoll::http1_soak_test
