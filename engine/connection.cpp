#include "engine/connection.h"

#include "engine/connection_failure.h"
#include "engine/core/units.h"
#include "engine/tls_session.h"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include <array>

namespace plimsoll {

namespace asio = boost::asio;

Connection::Connection(ConnectionResources& resources)
    : resources_(resources), socket_(resources.context), deadline_([this] { interrupt(Interruption::timed_out); }) {}

Connection::~Connection() = default;

void Connection::close() noexcept {
  tls_.reset();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Connection::interrupt(Interruption why) {
  interruption_ = why;
  boost::system::error_code ignored;
  if (socket_.is_open()) socket_.cancel(ignored);
  if (resolving_ != nullptr) resolving_->wake();
}

IoResult Connection::send_some(std::string_view head, std::string_view body) noexcept {
  if (tls_) return tls_->send_some(head, body);
  std::array<iovec, 2> parts{iovec{const_cast<char*>(head.data()), head.size()},
                             iovec{const_cast<char*>(body.data()), body.size()}};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = parts.size();
  const ssize_t sent = sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0) return {IoState::done, static_cast<std::size_t>(sent)};
  if (errno == EAGAIN || errno == EINTR) return {IoState::wants_write};
  return {IoState::failed, 0, errno};
}

IoResult Connection::receive_some(char* data, std::size_t size) noexcept {
  if (tls_) return tls_->receive_some(data, size);
  const ssize_t received = recv(socket_.native_handle(), data, size, MSG_DONTWAIT);
  if (received > 0) return {IoState::done, static_cast<std::size_t>(received), 0, std::size_t(received) == size};
  if (received == 0) return {IoState::ended};
  if (errno == EAGAIN || errno == EINTR) return {IoState::wants_read};
  return {IoState::failed, 0, errno};
}

std::string Connection::tls_failure() const { return tls_ ? tls_->failure_message() : std::string(); }

Awaitable<> Connection::wait_for_either() {
  using namespace asio::experimental::awaitable_operators;
  co_await (wait_readable() || wait_writable());
}

Awaitable<> Connection::open(Response& response) {
  co_await resolve(response);
  if (response.failure == FailureKind::none && !response.aborted) co_await connect(response);
  if (is_open() && resources_.tls) co_await shake_hands(response);
  clear_deadline();
  if (response.failure == FailureKind::none && !response.aborted) {
    ++response.connections_opened;
  } else {
    close();
    if (!response.aborted) ++response.connections_failed;
  }
}

Awaitable<> Connection::resolve(Response& response) {
  set_deadline(resources_.clock.now(), resources_.connect_timeout);
  if (!resources_.addresses.known().empty()) co_return;
  ConnectionAddresses::Waiter waiter(resources_.context.get_executor());
  resolving_ = &waiter;
  co_await resources_.addresses.wait(waiter);
  resolving_ = nullptr;
  if (interruption_ != Interruption::none) {
    fail_interrupted(response, FailureKind::resolve, "no answer of the name service for");
  } else if (resources_.addresses.known().empty()) {
    fail(response, FailureKind::resolve, resources_.addresses.failure());
  }
}

// Every address in turn, each with its part of the time that is left.
Awaitable<> Connection::connect(Response& response) {
  const std::vector<Endpoint> endpoints = resources_.addresses.known();
  Instant began = resources_.clock.now();
  const Instant end = began + resources_.connect_timeout;
  boost::system::error_code error;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    began = resources_.clock.now();
    set_deadline(began, (end - began) / static_cast<Nanos::rep>(endpoints.size() - i));
    error = co_await connect_to(endpoints[i]);
    if (!error) {
      response.connect_time = resources_.clock.now() - began;
      resources_.addresses.prefer(endpoints[i]);
      co_return;
    }
    close();
    if (interruption_ == Interruption::aborted) break;
    if (i + 1 < endpoints.size()) clear_interruption();
  }
  if (interruption_ != Interruption::none) {
    fail_interrupted(response, FailureKind::connect, "no connection to");
  } else {
    const ConnectionFailure failure = connect_failure(error.value(), resources_.place);
    fail(response, failure.kind, failure.message);
  }
  resources_.addresses.none_reached();
}

Awaitable<boost::system::error_code> Connection::connect_to(Endpoint endpoint) {
  boost::system::error_code error;
  if (!open_socket(endpoint, error)) co_return error;
  const auto [failed] = co_await socket_.async_connect(endpoint, kToken);
  if (interruption_ != Interruption::none) co_return asio::error::operation_aborted;
  co_return failed;
}

bool Connection::open_socket(const Endpoint& endpoint, boost::system::error_code& error) {
  socket_.open(endpoint.protocol(), error);
  if (!error) socket_.set_option(asio::ip::tcp::no_delay(true), error);
  return !error;
}

Awaitable<> Connection::shake_hands(Response& response) {
  const Instant began = resources_.clock.now();
  set_deadline(began, resources_.connect_timeout);
  tls_ = std::make_unique<TlsSession>(*resources_.tls, socket_.native_handle());
  IoResult result = tls_->handshake();
  while (result.state == IoState::wants_read || result.state == IoState::wants_write) {
    if (result.state == IoState::wants_read) {
      co_await wait_readable();
    } else {
      co_await wait_writable();
    }
    if (interruption_ != Interruption::none) {
      fail_interrupted(response, FailureKind::tls, "no TLS handshake with");
      co_return;
    }
    result = tls_->handshake();
  }
  if (result.state == IoState::done) {
    response.handshake_time = resources_.clock.now() - began;
  } else {
    fail_handshake(response, result);
  }
}

void Connection::fail_handshake(Response& response, const IoResult& result) {
  if (result.state == IoState::failed && result.error == 0) {
    fail(response, FailureKind::tls, tls_failure());
  } else {
    fail(response, FailureKind::tls,
         fmt::format("{} ended the connection within the TLS handshake: does it speak TLS on this port?",
                     resources_.place));
  }
}

void Connection::fail(Response& response, FailureKind kind, std::string message) {
  response.failure = kind;
  response.failure_message = std::move(message);
}

void Connection::fail_interrupted(Response& response, FailureKind kind, std::string_view what) {
  if (interruption_ == Interruption::aborted) {
    response.aborted = true;
  } else {
    fail(response, kind,
         fmt::format("{} {} within {}", what, resources_.place, format_duration(resources_.connect_timeout)));
  }
}

}  // namespace plimsoll
