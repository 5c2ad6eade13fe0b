#include "record/steps/packed_times.h"

#include <cstddef>

namespace plimsoll {
namespace {

constexpr std::uint64_t kMore = 0x80;
constexpr unsigned kBits = 7;

void put_number(PackedTimes& into, std::uint64_t number) {
  for (; number >= kMore; number >>= kBits) into.push_back(static_cast<std::uint8_t>(number | kMore));
  into.push_back(static_cast<std::uint8_t>(number));
}

std::uint64_t take_number(const PackedTimes& from, std::size_t& at) {
  std::uint64_t number = 0;
  for (unsigned shift = 0;; shift += kBits) {
    const std::uint64_t byte = from[at++];
    number |= (byte & (kMore - 1)) << shift;
    if (byte < kMore) return number;
  }
}

}  // namespace

PackedTimes packed(const CoarseTimes& times) {
  PackedTimes bytes;
  std::uint32_t before = 0;
  for (const auto& bucket : times) {
    put_number(bytes, bucket.index - before);
    put_number(bytes, bucket.count);
    before = bucket.index;
  }
  bytes.shrink_to_fit();
  return bytes;
}

CoarseTimes unpacked(const PackedTimes& times) {
  CoarseTimes buckets;
  std::uint32_t index = 0;
  for (std::size_t at = 0; at < times.size();) {
    index += static_cast<std::uint32_t>(take_number(times, at));
    buckets.push_back({index, take_number(times, at)});
  }
  return buckets;
}

}  // namespace plimsoll
