#pragma once

// Coroutines that wait for their sockets, and the one descriptor whose events may concern any of them: an epoll set, or
// a ring. The loop waits for it only while someone waits here. Owned by what owns that descriptor; its thread only.

#include "core/signal.h"

#include <sys/epoll.h>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/intrusive/list.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>

namespace plimsoll {

class ConnectionWaiting {
 public:
  // What became of a send that was believed done concerns whoever waits, for whatever.
  static constexpr std::uint32_t kSendFellShort = 1U << 16;
  enum Direction : std::uint32_t {
    readable = EPOLLIN | EPOLLRDHUP | kSendFellShort,
    writable = EPOLLOUT | kSendFellShort,
    either = readable | writable
  };

  // What is known of one socket; at most one coroutine waits for it.
  class Socket : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    explicit Socket(ConnectionWaiting& waiting) : waiting_(waiting) {}
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;

    // Known without a system call. A read or write that found nothing to do is told by `forget`.
    bool is(Direction direction) const noexcept { return (ready_ & direction) != 0; }
    // The end of the other side is never forgotten: it is announced only once.
    void forget(Direction direction) noexcept { ready_ &= ~(std::uint32_t{direction} & (EPOLLIN | EPOLLOUT)); }

    // co_await socket.wait(...), which makes no coroutine of its own; only where is(direction) does not hold. Ends when
    // it may hold, or by wake().
    auto wait(Direction direction) {
      wanted_ = direction;
      waiting_.add(*this);
      return moved_.wait();
    }
    void wake();

   protected:
    ~Socket() = default;
    // Resumes who waits for one of them at once; this may be gone afterwards.
    void note(std::uint32_t events);
    void clear(std::uint32_t events) noexcept { ready_ &= ~events; }

   private:
    friend class ConnectionWaiting;
    Signal::Waiter take_waiter();

    ConnectionWaiting& waiting_;
    std::uint32_t ready_ = 0;
    std::uint32_t wanted_ = 0;
    Signal moved_;
  };

  // `collect` tells the sockets what has happened to them.
  ConnectionWaiting(boost::asio::io_context& context, std::function<void()> collect);
  ~ConnectionWaiting();
  ConnectionWaiting(const ConnectionWaiting&) = delete;
  ConnectionWaiting& operator=(const ConnectionWaiting&) = delete;

  // Whose events count. The descriptor stays the owner's. A counter (eventfd) is read, and so starts anew.
  enum class Kind { set, counter };
  void watch(int descriptor, Kind kind);
  // After events were collected without having been waited for: the loop waits on exactly if someone does.
  void settle();
  // Who waits is never resumed: to be called before the loop ends with sends in progress.
  void drop_waiters();

 private:
  using Sockets = boost::intrusive::list<Socket, boost::intrusive::constant_time_size<false>>;

  void add(Socket& socket);
  void arm();
  void woken();

  boost::asio::posix::basic_stream_descriptor<LoopExecutor> descriptor_;
  Kind kind_ = Kind::set;
  std::array<std::uint64_t, 2> count_{};  // larger than what is read, which tells the loop that nothing is left
  std::function<void()> collect_;
  Sockets sockets_;
  bool armed_ = false;
  std::shared_ptr<bool> alive_;  // a handler that is queued already must not touch what is gone
};

}  // namespace plimsoll
