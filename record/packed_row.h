#pragma once

// A second of a run in a quarter of its memory, without loss, for those who keep thousands of them: most of its counts
// are 0. Pure functions; any thread.

#include "core/long_lived.h"
#include "record/run_record.h"

#include <cstdint>
#include <span>

namespace plimsoll {

// Numbers of 7 bits a byte, as steps/packed_numbers.h has them.
using PackedRow = LongLivedBytes;

PackedRow packed(const TimelineRow& row);
TimelineRow unpacked_row(std::span<const std::uint8_t> bytes);

}  // namespace plimsoll
