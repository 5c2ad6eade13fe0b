#include "core/http/byte_stream.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace plimsoll {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable_t<LoopExecutor>());

void finish_socket(ByteStream::Socket& socket) {
  boost::system::error_code ignored;
  socket.shutdown(Tcp::socket::shutdown_send, ignored);
}

void end_socket(ByteStream::Socket& socket) {
  boost::system::error_code ignored;
  socket.shutdown(Tcp::socket::shutdown_send, ignored);
  socket.close(ignored);
}

class PlainStream : public ByteStream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}

  Awaitable<bool> begin() override { co_return true; }
  Awaitable<std::size_t> read_some(asio::mutable_buffer into) override {
    const auto [error, size] = co_await socket_.async_read_some(into, kTuple);
    co_return error ? 0 : size;
  }
  Awaitable<bool> write(asio::const_buffer from) override {
    const auto [error, size] = co_await asio::async_write(socket_, from, kTuple);
    co_return !error;
  }
  void finish() override { finish_socket(socket_); }
  void close() override { end_socket(socket_); }

 private:
  Socket socket_;
};

class TlsStream : public ByteStream {
 public:
  TlsStream(Socket socket, asio::ssl::context& tls) : stream_(std::move(socket), tls) {}

  Awaitable<bool> begin() override {
    const auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kTuple);
    co_return !error;
  }
  Awaitable<std::size_t> read_some(asio::mutable_buffer into) override {
    const auto [error, size] = co_await stream_.async_read_some(into, kTuple);
    co_return error ? 0 : size;
  }
  Awaitable<bool> write(asio::const_buffer from) override {
    const auto [error, size] = co_await asio::async_write(stream_, from, kTuple);
    co_return !error;
  }
  void finish() override { finish_socket(stream_.next_layer()); }
  void close() override { end_socket(stream_.next_layer()); }

 private:
  asio::ssl::stream<Socket> stream_;
};

}  // namespace

std::unique_ptr<ByteStream> make_byte_stream(ByteStream::Socket socket, asio::ssl::context* tls) {
  if (tls == nullptr) return std::make_unique<PlainStream>(std::move(socket));
  return std::make_unique<TlsStream>(std::move(socket), *tls);
}

}  // namespace plimsoll
