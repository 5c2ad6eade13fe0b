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
  most_measured_ = most_bytes;
  measured_ = 0;
  most_bytes_ = keeps == Keeps::excerpt ? kExcerptBytes : most_bytes;
}

void BodySink::expect(std::uint64_t bytes) {
  if (keeps_ == Keeps::whole) memory_->reserve(static_cast<std::size_t>(std::min(bytes, kLargestReserve)));
}

bool BodySink::take_measured(std::string_view piece) {
  if (meter_ == nullptr) return true;
  measured_ += piece.size();
  if (measured_ > most_measured_) return false;
  meter_->take(piece, read_at_);
  return meter_->log().failure != FailureKind::too_large;
}

bool BodySink::take(std::string_view piece) {
  if (!take_measured(piece)) return false;
  if (keeps_ == Keeps::nothing) return true;
  const std::uint64_t room = most_bytes_ - std::min<std::uint64_t>(most_bytes_, memory_->size());
  memory_->append(piece.substr(0, static_cast<std::size_t>(room)));
  if (keeps_ == Keeps::whole) return piece.size() <= room;
  if (piece.size() >= room) keep_no_more();
  return true;
}

}  // namespace plimsoll
