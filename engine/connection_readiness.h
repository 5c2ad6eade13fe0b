#pragma once

// Which sockets of a transport can be read or written: an epoll set of their own, which the loop watches as one
// descriptor. A socket is entered once, edge-triggered; from then on waiting for it costs no system call, and one turn
// of the loop wakes all whose turn has come. Owned by a transport; its thread only.

#include "engine/core/awaitable.h"

#include <sys/epoll.h>
#include <boost/asio/async_result.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace plimsoll {

class ConnectionReadiness {
 public:
  enum Direction : std::uint32_t { readable = EPOLLIN | EPOLLRDHUP, writable = EPOLLOUT, either = readable | writable };

  // The readiness of one socket; at most one coroutine waits for it.
  class Source : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    explicit Source(ConnectionReadiness& readiness) : readiness_(readiness) {}
    ~Source() { stop(); }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    // False: the kernel refuses; errno says why.
    bool watch(int socket);
    // Before the socket is closed: a copy of it in a forked child would go on reporting.
    void stop() noexcept;

    // Known without a system call. A read or write that found nothing to do is told by `forget`.
    bool is(Direction direction) const noexcept { return (ready_ & direction) != 0; }
    // The end of the other side is never forgotten: it is announced only once.
    void forget(Direction direction) noexcept { ready_ &= ~(std::uint32_t{direction} & (EPOLLIN | EPOLLOUT)); }

    // Only where is(direction) does not hold. Ends when it may hold, or by wake().
    Awaitable<> wait(Direction direction);
    void wake();

   private:
    friend class ConnectionReadiness;
    using Waiter = boost::asio::async_result<boost::asio::use_awaitable_t<Executor>, void()>::handler_type;

    Waiter take_waiter();

    ConnectionReadiness& readiness_;
    int socket_ = -1;
    std::uint32_t ready_ = 0;
    std::uint32_t wanted_ = 0;
    std::optional<Waiter> waiter_;
  };

  explicit ConnectionReadiness(boost::asio::io_context& context);
  ~ConnectionReadiness();
  ConnectionReadiness(const ConnectionReadiness&) = delete;
  ConnectionReadiness& operator=(const ConnectionReadiness&) = delete;

  // False: no file descriptor was left for it.
  bool is_usable() const noexcept { return set_.is_open(); }

  // Who waits is never resumed: to be called before the loop ends with sends in progress.
  void drop_waiters();

 private:
  static constexpr std::size_t kEventsPerTurn = 256;
  using Waiting = boost::intrusive::list<Source, boost::intrusive::constant_time_size<false>>;

  void add(Source& source);
  void arm();
  void collect();
  void skip(const Source& source) noexcept;

  boost::asio::posix::basic_stream_descriptor<Executor> set_;
  Waiting waiting_;
  bool armed_ = false;
  std::array<epoll_event, kEventsPerTurn> events_;
  std::span<epoll_event> uncollected_;  // of the turn in progress
  std::shared_ptr<bool> alive_;         // a handler that is queued already must not touch a dead set
};

}  // namespace plimsoll
