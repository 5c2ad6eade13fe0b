#pragma once

// An io_uring that moves the bytes of a transport's connections: one entry into the kernel a turn of the loop hands
// over all sends of that turn and brings all answers. Made on any thread; owned by a transport, used on its thread
// only, and not by any other after that one.

#include "core/error.h"
#include "engine/wire/connection_waiting.h"
#include "engine/wire/ring_buffers.h"

#include <liburing.h>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace plimsoll {

class ConnectionRing {
 public:
  // What an entry asks for. Its answer names the socket by a place and the place's generation, so that an answer that
  // comes after the end of its connection concerns nobody.
  enum class Operation : std::uint8_t { cancel, send, receive, poll_readable, poll_writable };
  struct Key {
    Operation operation = Operation::cancel;
    std::uint8_t serial = 0;  // of a send, modulo 32
    std::uint32_t place = 0;  // below 2^24
    std::uint32_t generation = 0;
  };
  // A socket of the ring: is told what its entries came to.
  class Client {
   public:
    virtual ~Client() = default;
    virtual void told(const Key& key, const io_uring_cqe& answer) = 0;
  };
  static std::uint64_t packed(const Key& key) noexcept;

  // Longer sends do not go over the ring.
  static constexpr std::size_t kLongestSend = 8 << 10;

  // Error: the kernel refuses, and why.
  static Result<std::unique_ptr<ConnectionRing>> make(boost::asio::io_context& context);
  ~ConnectionRing();
  ConnectionRing(const ConnectionRing&) = delete;
  ConnectionRing& operator=(const ConnectionRing&) = delete;

  void drop_waiters() { waiting_.drop_waiters(); }

  // For its sockets.
  ConnectionWaiting& waiting() noexcept { return waiting_; }
  RingBuffers& buffers() noexcept { return buffers_; }
  Key enter(Client& socket);
  void leave(const Key& key) noexcept;
  // A free entry, to be filled at once; handed over at the end of this turn of the loop. Null: the kernel takes none.
  io_uring_sqe* next_entry() noexcept;
  // Both joined in memory that lasts until they are handed over; fits, for next_entry() was called before.
  std::string_view keep_until_submitted(std::string_view head, std::string_view body) noexcept;
  bool has_entries() const noexcept { return io_uring_sq_ready(&ring_) > 0; }
  // Hands over every entry now.
  void submit() noexcept;
  // Nothing has happened to any socket that has not been told.
  bool is_quiet() const noexcept;

 private:
  static constexpr unsigned kEntries = 1024;
  static constexpr unsigned kAnswers = 4096;
  static constexpr std::size_t kOutgoingBytes = 256 << 10;

  struct Place {
    Client* socket = nullptr;
    std::uint32_t generation = 0;
  };

  explicit ConnectionRing(boost::asio::io_context& context);
  int set_up() noexcept;
  void post_turn();
  void turn();
  void collect();
  void tell(const io_uring_cqe& answer);

  boost::asio::io_context& context_;
  io_uring ring_{};
  int events_ = -1;  // an eventfd: the kernel counts there what has happened
  bool is_set_up_ = false;
  bool is_enabled_ = false;
  bool turn_posted_ = false;
  RingBuffers buffers_;
  std::unique_ptr<char[]> outgoing_;
  std::size_t outgoing_used_ = 0;
  std::vector<Place> places_;
  std::vector<std::uint32_t> free_places_;
  ConnectionWaiting waiting_;
  std::shared_ptr<bool> alive_;  // a turn that is posted already must not touch what is gone
};

}  // namespace plimsoll
