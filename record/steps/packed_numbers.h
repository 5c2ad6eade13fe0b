#pragma once

// Whole numbers of 7 bits a byte, the last byte without the eighth (LEB128). Pure functions; any thread.

#include "core/long_lived.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace plimsoll {

void put_number(LongLivedBytes& into, std::uint64_t number);

// The one at that place, which goes on behind it. There is one.
std::uint64_t take_number(std::span<const std::uint8_t> from, std::size_t& at);

}  // namespace plimsoll
