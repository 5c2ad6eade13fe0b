#include "tests/engine/http1_client.h"
#include "tests/support/loopback_server.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <boost/asio/co_spawn.hpp>

namespace plimsoll {
namespace {

struct Soak {
  int requests = 0;
  int failures = 0;
  std::size_t bytes_in_use_early = 0;
  std::size_t bytes_in_use_late = 0;
};

std::size_t bytes_in_use() { return mallinfo2().uordblks; }

Awaitable<> soak(Channel& channel, const Request& request, Soak& result) {
  constexpr int kSettled = 1000;
  Response response;
  for (int i = 0; i < result.requests; ++i) {
    co_await channel.send(request, response);
    if (response.failure != FailureKind::none || response.body.empty()) ++result.failures;
    if (i == kSettled) result.bytes_in_use_early = bytes_in_use();
  }
  result.bytes_in_use_late = bytes_in_use();
}

// The server's memory is in it too: what it has in hand at the moment is the tolerance.
TEST(Http1Soak, takes_no_more_memory_for_many_requests_than_for_few) {
  constexpr int kRequests = 100'000;
  LoopbackServer server([](const ReceivedRequest&) { return Reply::json(R"({"prediction": 1})"); });
  boost::asio::io_context context(1);
  const auto clock = make_steady_clock(context);
  const auto transport = std::move(make_http1_transport(context, *clock, Http1Client::to_port(server.port()))).value();
  const auto channel = transport->make_channel();
  auto request = make_request("/predict", R"({"x": [1, 2, 3]})");
  request.keeps_body = true;
  Soak result;
  result.requests = kRequests;
  boost::asio::co_spawn(context, soak(*channel, request, result), [](const std::exception_ptr& error) {
    if (error) std::rethrow_exception(error);
  });
  context.run();
  EXPECT_EQ(result.failures, 0);
  EXPECT_EQ(server.requests(), static_cast<std::uint64_t>(kRequests));
  EXPECT_EQ(server.connections(), 1u);
  EXPECT_LE(result.bytes_in_use_late, result.bytes_in_use_early + 4096);
}

}  // namespace
}  // namespace plimsoll
