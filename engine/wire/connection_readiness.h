#pragma once

// Which sockets of a transport can be read or written: an epoll set of their own, which the loop watches as one
// descriptor. A socket is entered once, edge-triggered; from then on waiting for it costs no system call, and one turn
// of the loop wakes all whose turn has come. Owned by a transport; its thread only.

#include "engine/wire/connection_waiting.h"

#include <sys/epoll.h>

#include <array>
#include <span>

namespace plimsoll {

class ConnectionReadiness {
 public:
  using Direction = ConnectionWaiting::Direction;

  // The readiness of one socket.
  class Socket : public ConnectionWaiting::Socket {
   public:
    explicit Socket(ConnectionReadiness& readiness)
        : ConnectionWaiting::Socket(readiness.waiting_), readiness_(readiness) {}
    ~Socket() { stop(); }

    // False: the kernel refuses; errno says why.
    bool watch(int socket);
    // Before the socket is closed: a copy of it in a forked child would go on reporting.
    void stop() noexcept;

   private:
    friend class ConnectionReadiness;

    ConnectionReadiness& readiness_;
    int socket_ = -1;
  };

  explicit ConnectionReadiness(boost::asio::io_context& context);
  ~ConnectionReadiness();
  ConnectionReadiness(const ConnectionReadiness&) = delete;
  ConnectionReadiness& operator=(const ConnectionReadiness&) = delete;

  // False: no file descriptor was left for it.
  bool is_usable() const noexcept { return set_ >= 0; }

  // Who waits is never resumed: to be called before the loop ends with sends in progress.
  void drop_waiters() { waiting_.drop_waiters(); }

 private:
  static constexpr std::size_t kEventsPerTurn = 256;

  void collect();
  void skip(const Socket& socket) noexcept;

  int set_;
  ConnectionWaiting waiting_;
  std::array<epoll_event, kEventsPerTurn> events_;
  std::span<epoll_event> uncollected_;  // of the turn in progress
};

}  // namespace plimsoll
