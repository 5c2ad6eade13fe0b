#include "agent/agent_server.h"

#include "core/awaitable.h"
#include "core/clock.h"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <csignal>
#include <exception>
#include <list>
#include <optional>
#include <utility>

namespace plimsoll {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;
using Socket = asio::basic_stream_socket<Tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;
using Stream = boost::beast::basic_stream<Tcp, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
using TlsStream = asio::ssl::stream<Stream>;
using TlsContext = asio::ssl::context;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable_t<Executor>());
constexpr std::uint32_t kLargestHead = 16 * 1024;
constexpr int kMostConnections = 128;
constexpr Nanos kSilence = 120s;  // after which a connection is closed
constexpr Nanos kRest = 200ms;    // after an accept that failed: it would fail again at once

// Ends the waiting of all who wait. Rung on any thread, awaited on the loop's.
class Doorbell {
 public:
  explicit Doorbell(asio::io_context& context) : context_(context) {}

  void ring() {
    asio::post(context_, [this] {
      for (auto* timer : waiting_) timer->cancel();
    });
  }
  Awaitable<> wait_until(Instant end) {
    Timer timer(context_.get_executor(), end);
    const auto place = waiting_.insert(waiting_.end(), &timer);
    co_await timer.async_wait(kAwait);
    waiting_.erase(place);
  }

 private:
  asio::io_context& context_;
  std::list<Timer*> waiting_;
};

struct Serving {
  Doorbell& doorbell;
  AgentService service;
  std::function<void(const std::string&)> tell;
  std::optional<TlsContext> tls{};
  int connections = 0;
  bool told_of_refusal = false;
};

http::response<http::string_body> to_http(ServiceReply reply, const http::request<http::empty_body>& request) {
  http::response<http::string_body> response(static_cast<http::status>(reply.status), request.version());
  response.set(http::field::content_type, "application/json");
  response.set(http::field::server, "plimsoll-agent");
  response.keep_alive(request.keep_alive());
  response.body() = std::move(reply.body);
  response.prepare_payload();
  return response;
}

// As soon as there is an answer, at the latest when who asks would wait no longer.
Awaitable<ServiceReply> answer(ServiceRequest request, Serving& serving) {
  auto reply = serving.service.answer(request);
  const auto end = request.arrived + reply.patience;
  while (reply.status == ServiceReply::kNotYet && request.now < end) {
    co_await serving.doorbell.wait_until(end);
    request.now = monotonic_now();
    reply = serving.service.answer(request);
  }
  co_return reply;
}

template <class AnyStream>
Awaitable<> answer_all(AnyStream& stream, Serving& serving) {
  boost::beast::flat_buffer buffer(kLargestHead);
  for (;;) {
    http::request_parser<http::empty_body> parser;
    parser.header_limit(kLargestHead);
    boost::beast::get_lowest_layer(stream).expires_after(kSilence);
    const auto [read_error, read] = co_await http::async_read(stream, buffer, parser, kAwait);
    if (read_error) break;
    const auto& request = parser.get();
    ServiceRequest question;
    question.method = std::string_view(request.method_string().data(), request.method_string().size());
    question.target.assign(request.target().data(), request.target().size());
    question.arrived = question.now = monotonic_now();
    auto reply = co_await answer(std::move(question), serving);
    auto response = to_http(std::move(reply), request);
    boost::beast::get_lowest_layer(stream).expires_after(kSilence);
    const auto [write_error, written] = co_await http::async_write(stream, response, kAwait);
    if (write_error || !response.keep_alive()) break;
  }
}

// One connection from accept to close. `serving` outlives the loop that runs it.
Awaitable<> serve(Socket socket, Serving& serving) {
  Stream stream(std::move(socket));
  boost::system::error_code ignored;
  if (serving.tls) {
    TlsStream secured(std::move(stream), *serving.tls);
    secured.next_layer().expires_after(kSilence);
    const auto [handshake_error] = co_await secured.async_handshake(TlsStream::server, kAwait);
    if (!handshake_error) co_await answer_all(secured, serving);
    secured.next_layer().socket().shutdown(Tcp::socket::shutdown_send, ignored);
    --serving.connections;
    co_return;
  }
  co_await answer_all(stream, serving);
  stream.socket().shutdown(Tcp::socket::shutdown_send, ignored);
  --serving.connections;
}

Awaitable<> rest_after(boost::system::error_code error, Executor executor, Serving& serving) {
  if (!std::exchange(serving.told_of_refusal, true))
    serving.tell(fmt::format("cannot take a connection: {}; tries again", error.message()));
  Timer timer(executor, kRest);
  co_await timer.async_wait(kAwait);
}

Awaitable<> accept_all(Acceptor& acceptor, Serving& serving) {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(kAwait);
    if (!acceptor.is_open()) co_return;
    if (error) co_await rest_after(error, acceptor.get_executor(), serving);
    if (error || serving.connections >= kMostConnections) continue;
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    ++serving.connections;
    // A connection that breaks is its own affair; the loop owns it and ends with all of them.
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), serving), [](std::exception_ptr) {});
  }
}

Error refused(const AgentServerOptions& options, const std::string& why) {
  return {ErrorKind::usage, fmt::format("--listen {}:{}: {}", options.address, options.port, why)};
}

Result<TlsContext> tls_context(const std::string& certificate_file, const std::string& key_file) {
  TlsContext context(TlsContext::tls_server);
  boost::system::error_code error;
  context.set_options(TlsContext::default_workarounds | TlsContext::no_tlsv1 | TlsContext::no_tlsv1_1, error);
  const auto& key = key_file.empty() ? certificate_file : key_file;
  context.use_certificate_chain_file(certificate_file, error);
  if (error) return Error{ErrorKind::usage, fmt::format("--cert: {}: {}", certificate_file, error.message())};
  context.use_private_key_file(key, TlsContext::pem, error);
  if (error) return Error{ErrorKind::usage, fmt::format("--key: {}: {}", key, error.message())};
  return context;
}

}  // namespace

Result<> run_agent_server(AgentServerOptions options, const std::function<void(std::uint16_t)>& listening) {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return refused(options, "expected an IP address and a port, like 10.0.0.5:7070");
  if (!address.is_loopback() && options.service.token.empty())
    return refused(options,
                   "others than this machine can reach it: give it a token (--token-file, or "
                   "PLIMSOLL_AGENT_TOKEN)");
  asio::io_context context(1);
  Doorbell doorbell(context);
  options.service.ready = [&doorbell] { doorbell.ring(); };
  Serving serving{doorbell, AgentService(std::move(options.service)), std::move(options.tell)};
  if (!options.certificate_file.empty()) {
    auto tls = tls_context(options.certificate_file, options.key_file);
    if (tls.has_error()) return tls.error();
    serving.tls = std::move(*tls);
  }
  Acceptor acceptor(context.get_executor());
  const Tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(64, error);
  if (error)
    return Error{ErrorKind::unavailable, fmt::format("cannot listen on {}:{}: {}; choose another --listen",
                                                     options.address, options.port, error.message())};
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) { context.stop(); });
  asio::co_spawn(context, accept_all(acceptor, serving), [](std::exception_ptr) {});
  listening(acceptor.local_endpoint().port());
  context.run();
  signals.clear(error);  // another one ends it at once, where what is being read takes long
  return {};
}

}  // namespace plimsoll
