#pragma once

// One TCP connection to the target, with or without TLS, reopened as often as needed. Reading and writing never block:
// they say what to wait for, and the owner waits. Owned by a channel; its shard's thread only.

#include "core/awaitable.h"
#include "core/clock.h"
#include "engine/wire/connect_outcome.h"
#include "engine/wire/connection_addresses.h"
#include "engine/wire/connection_io.h"
#include "engine/wire/connection_readiness.h"
#include "engine/wire/connection_ring.h"
#include "engine/wire/connection_sources.h"
#include "engine/wire/deadline.h"
#include "engine/wire/ring_socket.h"
#include "engine/wire/tls.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace plimsoll {

class TlsSession;

// What all connections of a transport share; outlives them.
struct ConnectionResources {
  boost::asio::io_context& context;
  Clock& clock;
  DeadlineSweep deadlines;
  ConnectionReadiness readiness;
  std::unique_ptr<ConnectionRing> ring;  // null: epoll alone
  ConnectionAddresses addresses;
  ConnectionSources sources;
  std::unique_ptr<TlsContext> tls;  // null: plain
  Nanos connect_timeout;
  std::string place;  // host:port or the path of a socket, for messages
};

class Connection {
 public:
  using Direction = ConnectionReadiness::Direction;
  enum class Interruption { none, aborted, timed_out };

  explicit Connection(ConnectionResources& resources);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool is_open() const noexcept { return socket_ >= 0; }
  int socket() const noexcept { return socket_; }  // -1: it is not open
  void close() noexcept;

  // Once open: from here on what is received has the kernel's time with it, where the kernel tells; not over a ring.
  void stamp_received() noexcept;

  // Of the next connections, in bytes; 0: the kernel's own choice.
  void set_receive_buffer(int bytes) noexcept { receive_buffer_bytes_ = bytes; }

  // Resolves, connects and shakes hands, each within the connect timeout.
  Awaitable<ConnectOutcome> open();

  // Once open: from here on the transport's ring moves the bytes, where there is one and TLS is not in the way.
  void go_over_the_ring();

  // Both parts joined, as much as the kernel takes; `body` may be empty.
  IoResult send_some(std::string_view head, std::string_view body) noexcept;
  IoResult receive_some(char* data, std::size_t size) noexcept;
  std::string tls_failure() const;
  // The kernel sent something again since this was asked last. A system call.
  bool has_resent() noexcept;
  // As receive_some, where nothing is expected: whether the connection has ended, or was never ours.
  IoResult look(char* data, std::size_t size) noexcept;

  // A ring says late that a send was not done, and what it came to; once.
  std::optional<IoResult> take_send_result() noexcept;
  // Whatever has come, the end included, will still be told.
  bool is_receiving() const noexcept { return ring_ && ring_->is_receiving(); }

  // Whether reading or writing may do something; wait() only where it does not.
  bool is_ready(Direction direction) const noexcept { return waited_for().is(direction); }
  auto wait(Direction direction) { return waited_for().wait(direction); }

  // Ends whatever is waited for, now or when the deadline comes; stays said until it is cleared.
  void interrupt(Interruption why);
  Interruption interruption() const noexcept { return interruption_; }
  void clear_interruption() noexcept { interruption_ = Interruption::none; }
  void set_deadline(Instant now, Nanos within) { resources_.deadlines.set(deadline_, now, now + within); }
  void clear_deadline() noexcept { deadline_.clear(); }

 private:
  using Endpoint = ConnectionAddresses::Endpoint;

  Awaitable<> resolve(ConnectOutcome& outcome);
  Awaitable<> connect(ConnectOutcome& outcome);
  Awaitable<int> connect_to(Endpoint endpoint);
  int begin_connecting(const Endpoint& endpoint) noexcept;
  Awaitable<> shake_hands(ConnectOutcome& outcome);
  const ConnectionWaiting::Socket& waited_for() const noexcept;
  ConnectionWaiting::Socket& waited_for() noexcept;
  IoResult remembered(IoResult result) noexcept;
  static void fail(ConnectOutcome& outcome, FailureKind kind, std::string message);
  void fail_interrupted(ConnectOutcome& outcome, FailureKind kind, std::string_view what) const;
  void fail_handshake(ConnectOutcome& outcome, const IoResult& result) const;

  ConnectionResources& resources_;
  int socket_ = -1;
  int receive_buffer_bytes_ = 0;
  bool stamps_ = false;
  std::uint32_t segments_resent_ = 0;
  ConnectionReadiness::Socket readiness_;
  std::optional<RingSocket> ring_;  // moves the bytes instead
  std::unique_ptr<TlsSession> tls_;
  Deadline deadline_;
  Interruption interruption_ = Interruption::none;
  ConnectionAddresses::Waiter* resolving_ = nullptr;
};

}  // namespace plimsoll
