#include "demo/demo_server.h"

#include "core/awaitable.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <csignal>
#include <exception>

namespace plimsoll {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable_t<Executor>());
constexpr std::uint64_t kLargestBody = 16ULL << 20;

http::response<http::string_body> to_http(ServiceAnswer answer, const http::request<http::string_body>& request) {
  http::response<http::string_body> response(static_cast<http::status>(answer.status), request.version());
  response.set(http::field::content_type, answer.content_type);
  response.set(http::field::server, "plimsoll-demo");
  response.keep_alive(request.keep_alive());
  response.body() = std::move(answer.body);
  response.prepare_payload();
  return response;
}

// One connection from accept to close. The service and the options outlive the loop that runs it.
Awaitable<> serve(Socket socket, PredictionService& service, Nanos service_time) {
  boost::beast::flat_buffer buffer;
  for (;;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kLargestBody);
    const auto [read_error, read] = co_await http::async_read(socket, buffer, parser, kAwait);
    if (read_error) break;
    const auto& request = parser.get();
    const std::string_view path(request.target().data(), request.target().size());
    if (service_time > Nanos(0) && path == "/predict") {
      Timer timer(socket.get_executor(), service_time);
      co_await timer.async_wait(kAwait);
    }
    const std::string_view method(request.method_string().data(), request.method_string().size());
    auto response = to_http(service.answer(method, path, request.body()), request);
    const auto [write_error, written] = co_await http::async_write(socket, response, kAwait);
    if (write_error || !response.keep_alive()) break;
  }
  boost::system::error_code ignored;
  socket.shutdown(Tcp::socket::shutdown_send, ignored);
}

Awaitable<> accept_all(Acceptor& acceptor, PredictionService& service, Nanos service_time) {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(kAwait);
    if (!acceptor.is_open()) co_return;
    if (error) continue;
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    // A connection that breaks is its own affair; the loop owns it and ends with all of them.
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), service, service_time), [](std::exception_ptr) {});
  }
}

}  // namespace

Result<> run_demo_server(const DemoServerOptions& options, const std::function<void(std::uint16_t)>& listening) {
  asio::io_context context(1);
  PredictionService service(options.faults, options.port);
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return Error{ErrorKind::usage, fmt::format("--host: expected an IP address, got \"{}\"", options.address)};

  Acceptor acceptor(context.get_executor());
  const Tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(4096, error);
  if (error) {
    return Error{ErrorKind::unavailable, fmt::format("cannot listen on {}:{}: {}; choose another --port",
                                                     options.address, options.port, error.message())};
  }
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) { context.stop(); });
  asio::co_spawn(context, accept_all(acceptor, service, options.service_time), [](std::exception_ptr) {});
  listening(acceptor.local_endpoint().port());
  context.run();
  return {};
}

}  // namespace plimsoll
