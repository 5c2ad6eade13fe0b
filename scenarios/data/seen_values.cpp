#include "scenarios/data/seen_values.h"

#include "core/stable_hash.h"

#include <utility>

namespace plimsoll {
namespace {

// Mixed so that low bits depend on all (the finaliser of MurmurHash3).
std::uint64_t hash_of(std::string_view value) {
  auto hash = stable_hash(value);
  hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDULL;
  hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53ULL;
  hash ^= hash >> 33;
  return hash == 0 ? 1 : hash;
}

}  // namespace

SeenValues::Slot& SeenValues::slot_of(std::uint64_t hash) {
  const auto mask = slots_.size() - 1;
  auto place = static_cast<std::size_t>(hash) & mask;
  while (slots_[place].hash != 0 && slots_[place].hash != hash) place = (place + 1) & mask;
  return slots_[place];
}

std::optional<std::uint64_t> SeenValues::line_of(std::string_view value, std::uint64_t line) {
  const auto hash = hash_of(value);
  auto* slot = &slot_of(hash);
  if (slot->hash == hash) return slot->line;
  if (is_full()) return std::nullopt;
  if (2 * (size_ + 1) > slots_.size()) {
    grow();
    slot = &slot_of(hash);
  }
  *slot = {hash, line};
  ++size_;
  return std::nullopt;
}

void SeenValues::grow() {
  auto old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
  for (const auto& one : old)
    if (one.hash != 0) slot_of(one.hash) = one;
}

}  // namespace plimsoll
