// What one request costs in the transport alone: C channels on one loop, each sending the same POST of 200 bytes as
// soon as it has its answer, for some seconds. Prints one line of JSON; see bench/run for the comparison.
//
//   transport_bench PORT CONNECTIONS SECONDS uring|epoll

#include "bench/allocation_count.h"
#include "core/clock.h"
#include "engine/http1/http1_transport.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace plimsoll {
namespace {

struct Load {
  Instant steady_from;
  Instant end;
  std::uint64_t requests = 0;
  std::uint64_t failures = 0;
  std::string first_failure;
  // From steady_from to the end: every connection is open, every buffer has its size.
  bool steady = false;
  std::uint64_t steady_requests = 0;
  std::uint64_t allocations = 0;
};

Request prediction_request(std::uint16_t port) {
  const std::string body = R"({"instances": [[5.1, 3.5, 1.4, 0.2]], "id": ")" + std::string(151, 'x') + R"("})";
  Request request;
  request.method = Method::post;
  request.path = "/predict";
  request.headers = {{"Host", fmt::format("127.0.0.1:{}", port)},
                     {"Content-Type", "application/json"},
                     {"Content-Length", std::to_string(body.size())}};
  request.body = std::make_shared<const std::string>(body);
  request.timeout = std::chrono::seconds(30);
  request.number = 1;
  return request;
}

void count_allocations(Load& load, Instant now) {
  const bool is_steady = now >= load.steady_from && now < load.end;
  if (load.steady) ++load.steady_requests;
  if (is_steady && !load.steady) load.allocations -= allocation_count();
  if (!is_steady && load.steady) load.allocations += allocation_count();
  load.steady = is_steady;
}

void note(Load& load, const Response& response) {
  ++load.requests;
  count_allocations(load, response.done);
  if (response.failure == FailureKind::none && response.status == 200) return;
  if (load.failures++ == 0) load.first_failure = response.failure_message;
}

Awaitable<> use(Channel& channel, const Request& request, Load& load) {
  Response response;
  do {
    co_await channel.send(request, response);
    note(load, response);
  } while (response.done < load.end);
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) * 1e-6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

int run(std::uint16_t port, std::size_t connections, double seconds, bool uses_ring) {
  boost::asio::io_context context(1);
  const auto clock = make_steady_clock(context);
  Http1Options options;
  options.url = {Url::Scheme::http, "127.0.0.1", port, ""};
  options.uses_ring = uses_ring;
  const auto transport = std::move(make_http1_transport(context, *clock, options)).value();
  const Request request = prediction_request(port);

  Load load;
  load.steady_from = clock->now() + from_seconds(seconds / 4);
  load.end = clock->now() + from_seconds(seconds);
  std::vector<std::unique_ptr<Channel>> channels;
  for (std::size_t i = 0; i < connections; ++i) {
    channels.push_back(transport->make_channel());
    boost::asio::co_spawn(context, use(*channels.back(), request, load), [](const std::exception_ptr& error) {
      if (error) std::rethrow_exception(error);
    });
  }
  context.run();  // not step by step: what the loop keeps for the next handler it keeps within one call alone

  fmt::print(R"({{"requests": {}, "failures": {}, "cpu_us_per_request": {:.3f}, "allocations_per_request": {:.6f}}})"
             "\n",
             load.requests, load.failures, cpu_seconds() * 1e6 / double(load.requests),
             double(load.allocations) / double(load.steady_requests));
  if (load.failures > 0) fmt::print(stderr, "first failure: {}\n", load.first_failure);
  return load.failures > 0 ? 1 : 0;
}

}  // namespace
}  // namespace plimsoll

int main(int argc, char** argv) {
  if (argc != 5) {
    fmt::print(stderr, "usage: transport_bench PORT CONNECTIONS SECONDS uring|epoll\n");
    return 64;
  }
  return plimsoll::run(static_cast<std::uint16_t>(std::atoi(argv[1])), std::strtoul(argv[2], nullptr, 10),
                       std::atof(argv[3]), std::string_view(argv[4]) == "uring");
}
