#include "engine/http1/body_sink.h"

#include <algorithm>
#include <cstddef>

namespace plimsoll {

namespace {

constexpr std::uint64_t kLargestReserve = 1 << 20;

}  // namespace

void BodySink::begin(Keeps keeps, std::string& memory, std::uint64_t most_bytes) noexcept {
  keeps_ = keeps;
  meter_ = nullptr;
  memory_ = &memory;
  most_bytes_ = keeps == Keeps::excerpt ? kExcerptBytes : most_bytes;
}

void BodySink::expect(std::uint64_t bytes) {
  if (keeps_ == Keeps::whole) memory_->reserve(static_cast<std::size_t>(std::min(bytes, kLargestReserve)));
}

bool BodySink::take(std::string_view piece) {
  if (meter_ != nullptr) meter_->take(piece, read_at_);
  if (keeps_ == Keeps::nothing) return true;
  const std::uint64_t room = most_bytes_ - std::min<std::uint64_t>(most_bytes_, memory_->size());
  memory_->append(piece.substr(0, static_cast<std::size_t>(room)));
  if (keeps_ == Keeps::whole) return piece.size() <= room;
  if (piece.size() >= room) keep_no_more();
  return true;
}

}  // namespace plimsoll
