#pragma once

// Coarse times in a tenth of their memory, for what keeps many of them and seldom reads them. Empty if they are. Pure
// functions; any thread.

#include "core/long_lived.h"
#include "record/steps/coarse_times.h"

#include <cstdint>
#include <span>

namespace plimsoll {

// Of each bucket how far its index is from the one before, and its count, as packed_numbers.h has numbers.
using PackedTimes = LongLivedBytes;

PackedTimes packed(const CoarseTimes& times);
CoarseTimes unpacked(std::span<const std::uint8_t> times);
// `into` and `next` together.
void join(PackedTimes& into, PackedTimes next);

}  // namespace plimsoll
