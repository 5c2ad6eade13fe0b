#pragma once

// The buffers that a ring receives into, whichever connection the bytes are for: as many as a turn of the loop brings
// answers, not as there are connections. Owned by a ring; its thread only.

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

struct io_uring;
struct io_uring_buf_ring;

namespace plimsoll {

class RingBuffers {
 public:
  static constexpr std::uint16_t kGroup = 0;

  // What one connection has received and not read yet: a chain of buffers.
  struct Pieces {
    static constexpr std::uint16_t kNone = UINT16_MAX;
    std::uint16_t first = kNone;
    std::uint16_t last = kNone;
    bool empty() const noexcept { return first == kNone; }
  };

  RingBuffers();
  ~RingBuffers();
  RingBuffers(const RingBuffers&) = delete;
  RingBuffers& operator=(const RingBuffers&) = delete;

  // An errno, 0 if the kernel fills them from now on.
  int enter(io_uring& ring) noexcept;

  void append(Pieces& pieces, std::uint16_t buffer, std::size_t bytes) noexcept;
  // Bytes copied, oldest first; what was read wholly is the kernel's again.
  std::size_t take(Pieces& pieces, char* data, std::size_t size) noexcept;
  void drop(Pieces& pieces) noexcept;
  void give_back(std::uint16_t buffer) noexcept;

 private:
  static constexpr std::uint16_t kCount = 1024;          // a power of two
  static constexpr std::size_t kBytes = (4 << 10) + 64;  // so that beginnings do not compete for the same cache lines

  struct Piece {
    std::uint16_t next = Pieces::kNone;
    std::uint16_t begin = 0;
    std::uint16_t end = 0;
  };

  char* buffer_at(std::uint16_t buffer) noexcept { return bytes_.get() + buffer * kBytes; }

  io_uring_buf_ring* offered_ = nullptr;  // shared with the kernel
  std::unique_ptr<char[]> bytes_;
  std::array<Piece, kCount> pieces_;
};

}  // namespace plimsoll
