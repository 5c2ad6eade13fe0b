#pragma once

// One connected socket whose bytes a ring moves. A send is handed over at the end of the turn of the loop and is
// believed done unless the ring tells otherwise; what comes is received without being asked for. Owned by a connection;
// its shard's thread only.

#include "engine/wire/connection_io.h"
#include "engine/wire/connection_ring.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace plimsoll {

class RingSocket : public ConnectionWaiting::Socket, private ConnectionRing::Client {
 public:
  explicit RingSocket(ConnectionRing& ring) : Socket(ring.waiting()), ring_(ring) {}
  ~RingSocket() override { stop(); }

  // The socket stays the caller's.
  void watch(int socket) noexcept;
  // From here on the kernel holds no part of the socket; to be called before it is closed.
  void stop() noexcept;

  IoResult send_some(std::string_view head, std::string_view body) noexcept;
  IoResult receive_some(char* data, std::size_t size) noexcept;
  // As receive_some, on a connection that nothing is expected from: also what has not been told yet.
  IoResult look() noexcept;

  // What a send came to that was believed done and was not; told once.
  std::optional<IoResult> take_send_result() noexcept;
  // Whatever comes, the end included, will be told.
  bool is_receiving() const noexcept { return receiving_; }

 private:
  using Direction = ConnectionWaiting::Direction;
  using Operation = ConnectionRing::Operation;

  void told(const ConnectionRing::Key& key, const io_uring_cqe& answer) override;
  void received(const io_uring_cqe& answer);
  void send_ended(std::uint8_t serial, int result);
  std::uint64_t name(Operation operation) const noexcept;
  void receive_from_now_on() noexcept;
  void poll(Operation operation, bool& polling) noexcept;
  void cancel(Operation operation) noexcept;
  IoResult received_by_hand(char* data, std::size_t size) noexcept;

  ConnectionRing& ring_;
  int socket_ = -1;
  ConnectionRing::Key key_;
  RingBuffers::Pieces pieces_;
  int error_ = 0;  // of receiving
  bool ended_ = false;
  bool receiving_ = false;
  bool polling_readable_ = false;
  bool polling_writable_ = false;
  bool sends_by_hand_ = false;  // until a send that fell short is done
  std::optional<IoResult> send_result_;
};

}  // namespace plimsoll
