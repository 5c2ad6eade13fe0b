#include "engine/wire/connection.h"

#include "core/units.h"
#include "engine/wire/connection_failure.h"
#include "engine/wire/socket_io.h"
#include "engine/wire/tls_session.h"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace plimsoll {

namespace {

// The first segment of a connection is sent again after a second, at the soonest.
constexpr Nanos kSoonestConnectResent = std::chrono::milliseconds(900);

}  // namespace

Connection::Connection(ConnectionResources& resources)
    : resources_(resources),
      readiness_(resources.readiness),
      deadline_([this] { interrupt(Interruption::timed_out); }) {}

Connection::~Connection() { close(); }

void Connection::close() noexcept {
  if (socket_ < 0) return;
  tls_.reset();
  ring_.reset();
  readiness_.stop();
  ::close(socket_);
  socket_ = -1;
  stamps_ = false;
}

void Connection::interrupt(Interruption why) {
  interruption_ = why;
  waited_for().wake();
  if (resolving_ != nullptr) resolving_->wake();
}

IoResult Connection::send_some(std::string_view head, std::string_view body) noexcept {
  if (ring_) return ring_->send_some(head, body);
  return remembered(tls_ ? tls_->send_some(head, body) : send_joined(socket_, head, body));
}

IoResult Connection::receive_some(char* data, std::size_t size) noexcept {
  if (ring_) return ring_->receive_some(data, size);
  if (tls_) return remembered(tls_->receive_some(data, size));
  IoResult result = remembered(stamps_ ? receive_stamped(socket_, data, size) : receive_now(socket_, data, size));
  if (result.state != IoState::done) return result;
  if (result.bytes < size) readiness_.forget(Direction::readable);
  result.more = readiness_.is(Direction::readable);
  return result;
}

void Connection::stamp_received() noexcept {
  if (stamps_ || ring_) return;
  stamps_ = true;
  ask_for_stamps(socket_);
  if (tls_) tls_->stamp_received();
}

IoResult Connection::look(char* data, std::size_t size) noexcept {
  return ring_ ? ring_->look() : receive_some(data, size);
}

std::optional<IoResult> Connection::take_send_result() noexcept {
  return ring_ ? ring_->take_send_result() : std::nullopt;
}

const ConnectionWaiting::Socket& Connection::waited_for() const noexcept {
  if (ring_) return *ring_;
  return readiness_;
}

ConnectionWaiting::Socket& Connection::waited_for() noexcept {
  if (ring_) return *ring_;
  return readiness_;
}

IoResult Connection::remembered(IoResult result) noexcept {
  if (result.state == IoState::wants_read) readiness_.forget(Direction::readable);
  if (result.state == IoState::wants_write) readiness_.forget(Direction::writable);
  return result;
}

bool Connection::has_resent() noexcept {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(socket_, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;  // a Unix socket
  return info.tcpi_total_retrans > std::exchange(segments_resent_, info.tcpi_total_retrans);
}

std::string Connection::tls_failure() const { return tls_ ? tls_->failure_message() : std::string(); }

Awaitable<ConnectOutcome> Connection::open() {
  ConnectOutcome outcome;
  co_await resolve(outcome);
  if (outcome.is_open()) co_await connect(outcome);
  if (is_open() && resources_.tls) co_await shake_hands(outcome);
  clear_deadline();
  if (!outcome.is_open()) close();
  co_return outcome;
}

Awaitable<> Connection::resolve(ConnectOutcome& outcome) {
  set_deadline(resources_.clock.now(), resources_.connect_timeout);
  resources_.addresses.renew();
  if (!resources_.addresses.known().empty()) co_return;
  ConnectionAddresses::Waiter waiter(resources_.context.get_executor());
  resolving_ = &waiter;
  co_await resources_.addresses.wait(waiter);
  resolving_ = nullptr;
  outcome.resolve_time = resources_.addresses.answered_within();
  if (interruption_ != Interruption::none) {
    fail_interrupted(outcome, FailureKind::resolve, "no answer of the name service for");
  } else if (resources_.addresses.known().empty()) {
    fail(outcome, FailureKind::resolve, resources_.addresses.failure());
  }
}

// Every address in turn, each with its part of the time that is left.
Awaitable<> Connection::connect(ConnectOutcome& outcome) {
  const std::vector<Endpoint> endpoints = resources_.addresses.known();
  Instant began = resources_.clock.now();
  const Instant end = began + resources_.connect_timeout;
  int error = 0;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    began = resources_.clock.now();
    set_deadline(began, (end - began) / static_cast<Nanos::rep>(endpoints.size() - i));
    error = co_await connect_to(endpoints[i]);
    if (error == 0) {
      outcome.connect_time = resources_.clock.now() - began;
      outcome.resent = outcome.connect_time >= kSoonestConnectResent && has_resent();
      resources_.addresses.prefer(endpoints[i]);
      co_return;
    }
    close();
    if (interruption_ == Interruption::aborted) break;
    if (i + 1 < endpoints.size()) clear_interruption();
  }
  if (interruption_ != Interruption::none) {
    fail_interrupted(outcome, FailureKind::connect, "no connection to");
  } else {
    const ConnectionFailure failure = connect_failure(error, resources_.place);
    fail(outcome, failure.kind, failure.message);
  }
  resources_.addresses.none_reached();
}

// An errno, 0 if it is connected.
Awaitable<int> Connection::connect_to(Endpoint endpoint) {
  int error = begin_connecting(endpoint);
  if (error != EINPROGRESS) co_return error;
  if (!is_ready(Direction::writable)) co_await wait(Direction::writable);
  if (interruption_ != Interruption::none) co_return ECANCELED;
  socklen_t size = sizeof error;
  co_return getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

int Connection::begin_connecting(const Endpoint& endpoint) noexcept {
  segments_resent_ = 0;
  socket_ = ::socket(endpoint.protocol().family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC,
                     endpoint.protocol().protocol());
  if (socket_ < 0) return errno;
  const int on = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (receive_buffer_bytes_ > 0)
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes_, sizeof receive_buffer_bytes_);
  if (const int refused = resources_.sources.bind(socket_, endpoint.protocol().family()); refused != 0) return refused;
  const int error = ::connect(socket_, endpoint.data(), static_cast<socklen_t>(endpoint.size())) == 0 ? 0 : errno;
  if (error != 0 && error != EINPROGRESS) return error;
  return readiness_.watch(socket_) ? error : errno;
}

Awaitable<> Connection::shake_hands(ConnectOutcome& outcome) {
  const Instant began = resources_.clock.now();
  set_deadline(began, resources_.connect_timeout);
  tls_ = std::make_unique<TlsSession>(*resources_.tls, socket_);
  IoResult result = tls_->handshake();
  while (result.state == IoState::wants_read || result.state == IoState::wants_write) {
    const Direction direction = result.state == IoState::wants_read ? Direction::readable : Direction::writable;
    readiness_.forget(direction);
    if (!is_ready(direction)) co_await wait(direction);
    if (interruption_ != Interruption::none) {
      fail_interrupted(outcome, FailureKind::tls, "no TLS handshake with");
      co_return;
    }
    result = tls_->handshake();
  }
  if (result.state == IoState::done) {
    outcome.handshake_time = resources_.clock.now() - began;
    outcome.resumed = tls_->is_resumed();
  } else {
    fail_handshake(outcome, result);
  }
}

void Connection::go_over_the_ring() {
  if (!resources_.ring || tls_) return;
  readiness_.stop();
  ring_.emplace(*resources_.ring).watch(socket_);
}

void Connection::fail_handshake(ConnectOutcome& outcome, const IoResult& result) const {
  if (result.state == IoState::failed && result.error == 0) {
    fail(outcome, FailureKind::tls, tls_failure());
  } else {
    fail(outcome, FailureKind::tls,
         fmt::format(
             "{} ended the connection within the TLS handshake: does it speak TLS on this port, or is it http://?",
             resources_.place));
  }
}

void Connection::fail(ConnectOutcome& outcome, FailureKind kind, std::string message) {
  outcome.failure = kind;
  outcome.message = std::move(message);
}

void Connection::fail_interrupted(ConnectOutcome& outcome, FailureKind kind, std::string_view what) const {
  if (interruption_ == Interruption::aborted) {
    outcome.aborted = true;
  } else {
    fail(outcome, kind,
         fmt::format("{} {} within {}", what, resources_.place, format_duration(resources_.connect_timeout)));
  }
}

}  // namespace plimsoll
