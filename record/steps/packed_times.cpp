#include "record/steps/packed_times.h"

#include "record/steps/packed_numbers.h"

#include <cstddef>
#include <utility>

namespace plimsoll {
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

CoarseTimes unpacked(std::span<const std::uint8_t> times) {
  CoarseTimes buckets;
  std::uint32_t index = 0;
  for (std::size_t at = 0; at < times.size();) {
    index += static_cast<std::uint32_t>(take_number(times, at));
    buckets.push_back({index, take_number(times, at)});
  }
  return buckets;
}

void join(PackedTimes& into, PackedTimes next) {
  if (next.empty()) return;
  into = into.empty() ? std::move(next) : packed(merged(unpacked(into), unpacked(next)));
}

}  // namespace plimsoll
