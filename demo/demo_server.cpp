#include "demo/demo_server.h"

#include "core/http/http_server.h"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>

namespace plimsoll {
namespace {

namespace asio = boost::asio;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;

constexpr std::uint64_t kLargestBody = 16ULL << 20;
constexpr std::size_t kMostConnections = 65'536;

// The service and the loop outlive the server that asks.
Awaitable<HttpReply> answer(const HttpQuestion& question, PredictionService& service, Nanos service_time,
                            asio::io_context& loop) {
  if (service_time > Nanos(0) && question.target == "/predict") {
    Timer timer(loop, service_time);
    co_await timer.async_wait(asio::use_awaitable_t<LoopExecutor>());
  }
  auto given = service.answer(question.method, question.target, question.body);
  HttpReply reply;
  reply.status = given.status;
  reply.content_type = std::move(given.content_type);
  reply.body = std::move(given.body);
  co_return reply;
}

}  // namespace

Result<> run_demo_server(const DemoServerOptions& options, const std::function<void(std::uint16_t)>& listening) {
  asio::io_context loop(1);
  PredictionService service(options.faults, options.port);
  HttpServerOptions serving;
  serving.name = "plimsoll-demo";
  serving.address = options.address;
  serving.port = options.port;
  serving.largest_body = kLargestBody;
  serving.most_connections = kMostConnections;
  serving.silence = std::chrono::hours(24);
  const auto server = HttpServer::begin(loop, std::move(serving), [&](const HttpQuestion& question) {
    return answer(question, service, options.service_time, loop);
  });
  if (server.has_error()) {
    const auto& error = server.error();
    if (error.kind == ErrorKind::usage) return with_context(error, "--host");
    return Error{error.kind, error.message + "; choose another --port"};
  }
  listening((*server)->port());
  run_until_signal(loop);
  return {};
}

}  // namespace plimsoll
