#include "engine/wire/ring_buffers.h"

#include <liburing.h>
#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace plimsoll {

namespace {

constexpr std::size_t offered_bytes(std::size_t count) { return count * sizeof(io_uring_buf); }

}  // namespace

// Untouched memory is not taken from the machine: what is never filled costs nothing.
RingBuffers::RingBuffers() : bytes_(new char[kCount * kBytes]) {
  void* mapped = mmap(nullptr, offered_bytes(kCount), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped != MAP_FAILED) offered_ = static_cast<io_uring_buf_ring*>(mapped);
}

RingBuffers::~RingBuffers() {
  if (offered_ != nullptr) munmap(offered_, offered_bytes(kCount));
}

int RingBuffers::enter(io_uring& ring) noexcept {
  if (offered_ == nullptr) return ENOMEM;
  io_uring_buf_reg offer{};
  offer.ring_addr = reinterpret_cast<std::uintptr_t>(offered_);
  offer.ring_entries = kCount;
  offer.bgid = kGroup;
  const int refused = io_uring_register_buf_ring(&ring, &offer, 0);
  if (refused != 0) return -refused;
  io_uring_buf_ring_init(offered_);
  for (std::uint16_t buffer = 0; buffer < kCount; ++buffer) give_back(buffer);
  return 0;
}

void RingBuffers::give_back(std::uint16_t buffer) noexcept {
  io_uring_buf_ring_add(offered_, buffer_at(buffer), kBytes, buffer, io_uring_buf_ring_mask(kCount), 0);
  io_uring_buf_ring_advance(offered_, 1);
}

void RingBuffers::append(Pieces& pieces, std::uint16_t buffer, std::size_t bytes) noexcept {
  pieces_[buffer] = {Pieces::kNone, 0, static_cast<std::uint16_t>(bytes)};
  if (pieces.empty()) {
    pieces.first = buffer;
  } else {
    pieces_[pieces.last].next = buffer;
  }
  pieces.last = buffer;
}

std::size_t RingBuffers::take(Pieces& pieces, char* data, std::size_t size) noexcept {
  std::size_t taken = 0;
  while (!pieces.empty() && taken < size) {
    const std::uint16_t buffer = pieces.first;
    Piece& piece = pieces_[buffer];
    const std::size_t bytes = std::min<std::size_t>(size - taken, piece.end - piece.begin);
    std::memcpy(data + taken, buffer_at(buffer) + piece.begin, bytes);
    taken += bytes;
    piece.begin = static_cast<std::uint16_t>(piece.begin + bytes);
    if (piece.begin < piece.end) break;
    pieces.first = piece.next;
    give_back(buffer);
  }
  return taken;
}

void RingBuffers::drop(Pieces& pieces) noexcept {
  while (!pieces.empty()) {
    const std::uint16_t buffer = pieces.first;
    pieces.first = pieces_[buffer].next;
    give_back(buffer);
  }
}

}  // namespace plimsoll
