#include "core/http/http_server.h"

#include "core/clock.h"
#include "core/http/byte_stream.h"
#include "core/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
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
using Acceptor = asio::basic_socket_acceptor<Tcp, LoopExecutor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, LoopExecutor>;
using TlsContext = asio::ssl::context;
using Parser = http::request_parser<http::string_body>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable_t<LoopExecutor>());
constexpr std::uint32_t kLargestHead = 16 * 1024;
constexpr std::uint64_t kLeastRead = 4096;
constexpr std::uint64_t kMostRead = 65536;
constexpr Nanos kRest = 200ms;  // after an accept that failed: it would fail again at once
constexpr Nanos kLinger = 2s;   // with what was refused
constexpr std::uint64_t kMostLingering = 4 << 20;
constexpr unsigned kNewest = 11;  // HTTP/1.1, as Beast counts
constexpr Nanos kSweep = 1s;      // between two looks for connections that are silent

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// HTTP/1.1 keeps a connection unless told otherwise, HTTP/1.0 closes it unless told otherwise.
std::string_view connection_header(unsigned version, bool kept) {
  if (version >= 11) return kept ? "" : "Connection: close\r\n";
  return kept ? "Connection: keep-alive\r\n" : "";
}

// `framing`: how its end is known.
std::string answer_head(const HttpReply& reply, const std::string& server, unsigned version, std::string_view framing) {
  std::string besides;
  for (const auto& [name, value] : reply.headers) besides += fmt::format("{}: {}\r\n", name, value);
  return fmt::format("HTTP/1.{} {} {}\r\nContent-Type: {}\r\nServer: {}\r\n{}{}\r\n", version >= 11 ? 1 : 0,
                     reply.status, view(http::obsolete_reason(static_cast<http::status>(reply.status))),
                     reply.content_type, server, besides, framing);
}

// HEAD has the head of GET alone.
std::string answer_text(const HttpReply& reply, const std::string& server, const http::request<http::string_body>& to) {
  const auto framing =
      fmt::format("{}Content-Length: {}\r\n", connection_header(to.version(), to.keep_alive()), reply.body.size());
  const auto head = answer_head(reply, server, to.version(), framing);
  return to.method() == http::verb::head ? head : head + reply.body;
}

// What a question that is none is answered by, before the connection is closed; 0: by nothing.
int status_of(boost::system::error_code broken) {
  if (broken == http::error::body_limit) return 413;
  if (broken == http::error::header_limit) return 431;
  return broken == http::error::end_of_stream || broken == http::error::partial_message ? 0 : 400;
}

struct OpenConnection {
  std::unique_ptr<ByteStream> stream;
  Instant silent_until{};
  boost::beast::flat_buffer buffer{};
};

Result<TlsContext> tls_context(const std::string& certificate_file, const std::string& key_file) {
  TlsContext context(TlsContext::tls_server);
  boost::system::error_code error;
  context.set_options(TlsContext::default_workarounds | TlsContext::no_tlsv1 | TlsContext::no_tlsv1_1, error);
  const auto& key = key_file.empty() ? certificate_file : key_file;
  bool wants_phrase = false;  // in place of OpenSSL's own callback, which asks at the terminal
  context.set_password_callback(
      [&](std::size_t, TlsContext::password_purpose) {
        wants_phrase = true;
        return std::string();
      },
      error);
  context.use_certificate_chain_file(certificate_file, error);
  if (error) return Error{ErrorKind::usage, fmt::format("--cert: {}: {}", certificate_file, error.message())};
  context.use_private_key_file(key, TlsContext::pem, error);
  if (wants_phrase)
    return Error{ErrorKind::usage, fmt::format("--key: {}: has a pass phrase, which is never asked for: give a key "
                                               "without one (openssl pkey -in {} -out plain.key)",
                                               key, key)};
  if (error) return Error{ErrorKind::usage, fmt::format("--key: {}: {}", key, error.message())};
  context.set_password_callback([](std::size_t, TlsContext::password_purpose) { return std::string(); }, error);
  return context;
}

}  // namespace

struct HttpServer::State {
  State(asio::io_context& the_loop, HttpServerOptions the_options, HttpHandler the_handler)
      : loop(the_loop), options(std::move(the_options)), handler(std::move(the_handler)), acceptor(loop), sweep(loop) {}

  asio::io_context& loop;
  HttpServerOptions options;
  HttpHandler handler;
  std::optional<TlsContext> tls{};
  Acceptor acceptor;
  Timer sweep;
  std::list<OpenConnection> connections{};
  bool reported_refusal = false;

  Result<> listen();
  Awaitable<> accept_all();
  Awaitable<> close_silent();
  Awaitable<> serve(std::list<OpenConnection>::iterator connection);
  Awaitable<> answer_all(OpenConnection& connection) const;
  Awaitable<> refuse(OpenConnection& connection, int status) const;
  Awaitable<> send_stream(OpenConnection& connection, const HttpReply& reply, unsigned version) const;
  static Awaitable<int> read(OpenConnection& connection, Parser& parser);
};

Result<> HttpServer::State::listen() {
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return Error{ErrorKind::usage, fmt::format("expected an IP address, got \"{}\"", options.address)};
  if (!options.certificate_file.empty()) {
    auto context = tls_context(options.certificate_file, options.key_file);
    if (context.has_error()) return context.error();
    tls = std::move(*context);
  }
  const Tcp::endpoint endpoint(address, options.port);
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(options.backlog, error);
  if (!error) return {};
  return Error{ErrorKind::unavailable,
               fmt::format("cannot listen on {}:{}: {}", options.address, options.port, error.message())};
}

Awaitable<> HttpServer::State::accept_all() {
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(kAwait);
    if (!acceptor.is_open()) co_return;
    if (error) {
      if (!std::exchange(reported_refusal, true) && options.report)
        options.report(fmt::format("cannot take a connection: {}; tries again", error.message()));
      Timer timer(loop, kRest);
      co_await timer.async_wait(kAwait);
      continue;
    }
    if (connections.size() >= options.most_connections) continue;
    boost::system::error_code ignored;
    socket.set_option(Tcp::no_delay(true), ignored);
    auto& connection = connections.emplace_back();
    connection.stream = make_byte_stream(std::move(socket), tls ? &*tls : nullptr);
    // A connection that breaks is its own affair; the loop owns it and ends with all of them.
    asio::co_spawn(loop, serve(std::prev(connections.end())), [](std::exception_ptr) {});
  }
}

Awaitable<> HttpServer::State::close_silent() {
  for (;;) {
    sweep.expires_after(std::min(kSweep, options.silence));
    const auto [error] = co_await sweep.async_wait(kAwait);
    if (error) co_return;
    const auto now = monotonic_now();
    for (auto& connection : connections)
      if (connection.silent_until < now) connection.stream->close();
  }
}

// One connection from accept to close.
Awaitable<> HttpServer::State::serve(std::list<OpenConnection>::iterator connection) {
  connection->silent_until = monotonic_now() + options.silence;
  const bool begun = co_await connection->stream->begin();
  if (begun) co_await answer_all(*connection);
  connection->stream->close();
  connections.erase(connection);
}

// 200: a whole request; 0: none came; else what is wrong with it.
Awaitable<int> HttpServer::State::read(OpenConnection& connection, Parser& parser) {
  auto& buffer = connection.buffer;
  for (;;) {
    if (buffer.size() > 0) {
      boost::system::error_code error;
      buffer.consume(parser.put(buffer.data(), error));
      if (error && error != http::error::need_more) co_return status_of(error);
      if (parser.is_done()) co_return 200;
    }
    const std::uint64_t missing = parser.is_header_done() ? parser.content_length_remaining().value_or(0) : 0;
    const asio::mutable_buffer room = buffer.prepare(std::clamp(missing, kLeastRead, kMostRead));
    const std::size_t size = co_await connection.stream->read_some(room);
    if (size == 0) co_return 0;
    buffer.commit(size);
  }
}

Awaitable<> HttpServer::State::answer_all(OpenConnection& connection) const {
  for (;;) {
    Parser parser;
    parser.eager(true);
    parser.header_limit(kLargestHead);
    parser.body_limit(options.largest_body);
    connection.silent_until = monotonic_now() + options.silence;
    const int came = co_await read(connection, parser);
    if (came == 0) co_return;
    if (came != 200) {
      co_await refuse(connection, came);
      co_return;
    }
    const auto& request = parser.get();
    const HttpQuestion question{view(request.method_string()), view(request.target()), request.body(),
                                static_cast<const http::fields*>(&request)};
    connection.silent_until = Instant::max();  // whoever answers says how long it takes
    const HttpReply reply = co_await handler(question);
    if (reply.stream) {
      co_await send_stream(connection, reply, request.version());
      co_return;
    }
    const auto text = answer_text(reply, options.name, request);
    connection.silent_until = monotonic_now() + options.silence;
    const asio::const_buffer bytes(text.data(), text.size());
    const bool written = co_await connection.stream->write(bytes);
    if (!written || !request.keep_alive()) co_return;
  }
}

// What it still sends is read for a while: closed upon, the answer would be lost to it.
Awaitable<> HttpServer::State::refuse(OpenConnection& connection, int status) const {
  HttpReply reply;
  reply.status = status;
  reply.content_type = "text/plain; charset=utf-8";
  reply.body = status == 413   ? fmt::format("the body is longer than {}\n",
                                             format_bytes(static_cast<double>(options.largest_body)))
               : status == 431 ? "the head is longer than 16 KiB\n"
                               : "this is no HTTP request\n";
  const auto framing = fmt::format("Connection: close\r\nContent-Length: {}\r\n", reply.body.size());
  const auto text = answer_head(reply, options.name, kNewest, framing) + reply.body;
  connection.silent_until = monotonic_now() + std::min(options.silence, kLinger);
  const asio::const_buffer bytes(text.data(), text.size());
  const bool written = co_await connection.stream->write(bytes);
  if (!written) co_return;
  connection.stream->finish();
  std::string rest(kMostRead, '\0');
  const asio::mutable_buffer room(rest.data(), rest.size());
  for (std::uint64_t read = 0; read < kMostLingering;) {
    const std::size_t size = co_await connection.stream->read_some(room);
    if (size == 0) co_return;
    read += size;
  }
}

// To its end, with the connection's: no length is known, so there is none to tell.
Awaitable<> HttpServer::State::send_stream(OpenConnection& connection, const HttpReply& reply, unsigned version) const {
  struct Pieces final : HttpStream {
    OpenConnection& connection;
    Nanos silence;
    Pieces(OpenConnection& the_connection, Nanos the_silence) : connection(the_connection), silence(the_silence) {}

    Awaitable<bool> write(std::string piece) override {
      connection.silent_until = monotonic_now() + silence;
      const asio::const_buffer bytes(piece.data(), piece.size());
      const bool written = co_await connection.stream->write(bytes);
      connection.silent_until = Instant::max();
      co_return written;
    }
  };
  Pieces pieces(connection, options.silence);
  auto head = answer_head(reply, options.name, version, "Connection: close\r\n");
  const bool begun = co_await pieces.write(std::move(head));
  if (begun) co_await reply.stream(pieces);
}

std::string_view HttpQuestion::header(std::string_view name) const {
  if (!fields) return {};
  const auto& all = *static_cast<const http::fields*>(fields);
  const auto found = all.find(boost::beast::string_view(name.data(), name.size()));
  return found == all.end() ? std::string_view() : view(found->value());
}

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() = default;

Result<std::unique_ptr<HttpServer>> HttpServer::begin(asio::io_context& loop, HttpServerOptions options,
                                                      HttpHandler handler) {
  auto state = std::make_unique<State>(loop, std::move(options), std::move(handler));
  if (const auto listens = state->listen(); listens.has_error()) return listens.error();
  asio::co_spawn(loop, state->accept_all(), [](std::exception_ptr) {});
  asio::co_spawn(loop, state->close_silent(), [](std::exception_ptr) {});
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

std::uint16_t HttpServer::port() const { return state_->acceptor.local_endpoint().port(); }

void run_until_signal(asio::io_context& loop) {
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&](boost::system::error_code, int) { loop.stop(); });
  loop.run();
  boost::system::error_code ignored;
  signals.clear(ignored);  // another one ends it at once, where what is being read takes long
}

}  // namespace plimsoll
