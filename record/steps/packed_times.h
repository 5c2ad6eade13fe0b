#pragma once

// Coarse times in a tenth of their memory, for what keeps many of them and seldom reads them. Pure functions; any
// thread.

#include "record/steps/coarse_times.h"

#include <cstdint>
#include <span>
#include <vector>

namespace plimsoll {

// Of each bucket how far its index is from the one before, and its count, as packed_numbers.h has numbers.
using PackedTimes = std::vector<std::uint8_t>;

PackedTimes packed(const CoarseTimes& times);
CoarseTimes unpacked(std::span<const std::uint8_t> times);

}  // namespace plimsoll
