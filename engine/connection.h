#pragma once

// One TCP connection to the target, with or without TLS, reopened as often as needed. Reading and writing never block:
// they say what to wait for, and the owner waits. Owned by a channel; its shard's thread only.

#include "engine/connection_addresses.h"
#include "engine/connection_io.h"
#include "engine/core/awaitable.h"
#include "engine/core/clock.h"
#include "engine/deadline.h"
#include "engine/request.h"
#include "engine/tls.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace plimsoll {

class TlsSession;

// What all connections of a transport share; outlives them.
struct ConnectionResources {
  boost::asio::io_context& context;
  Clock& clock;
  DeadlineSweep deadlines;
  ConnectionAddresses addresses;
  std::unique_ptr<TlsContext> tls;  // null: plain
  Nanos connect_timeout;
  std::string place;  // host:port, for messages
};

class Connection {
 public:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
  enum class Interruption { none, aborted, timed_out };

  explicit Connection(ConnectionResources& resources);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool is_open() const noexcept { return socket_.is_open(); }
  void close() noexcept;

  // Resolves, connects and shakes hands, each within the connect timeout. What it took, or the failure, is put into
  // `response`; is_open() tells which.
  Awaitable<> open(Response& response);

  // Both parts joined, as much as the kernel takes; `body` may be empty.
  IoResult send_some(std::string_view head, std::string_view body) noexcept;
  IoResult receive_some(char* data, std::size_t size) noexcept;
  std::string tls_failure() const;

  auto wait_readable() { return socket_.async_wait(Socket::wait_read, kToken); }
  auto wait_writable() { return socket_.async_wait(Socket::wait_write, kToken); }
  Awaitable<> wait_for_either();

  // Ends whatever is waited for, now or when the deadline comes; stays said until it is cleared.
  void interrupt(Interruption why);
  Interruption interruption() const noexcept { return interruption_; }
  void clear_interruption() noexcept { interruption_ = Interruption::none; }
  void set_deadline(Instant now, Nanos within) { resources_.deadlines.set(deadline_, now, now + within); }
  void clear_deadline() noexcept { deadline_.clear(); }

 private:
  static constexpr boost::asio::as_tuple_t<boost::asio::use_awaitable_t<Executor>> kToken{
      boost::asio::use_awaitable_t<Executor>()};
  using Endpoint = ConnectionAddresses::Endpoint;

  Awaitable<> resolve(Response& response);
  Awaitable<> connect(Response& response);
  Awaitable<boost::system::error_code> connect_to(Endpoint endpoint);
  Awaitable<> shake_hands(Response& response);
  bool open_socket(const Endpoint& endpoint, boost::system::error_code& error);
  void fail(Response& response, FailureKind kind, std::string message);
  void fail_interrupted(Response& response, FailureKind kind, std::string_view what);
  void fail_handshake(Response& response, const IoResult& result);

  ConnectionResources& resources_;
  Socket socket_;
  std::unique_ptr<TlsSession> tls_;
  Deadline deadline_;
  Interruption interruption_ = Interruption::none;
  ConnectionAddresses::Waiter* resolving_ = nullptr;
};

}  // namespace plimsoll
