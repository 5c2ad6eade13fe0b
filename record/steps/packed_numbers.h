#pragma once

// Whole numbers of 7 bits a byte, the last byte without the eighth (LEB128). Pure functions; any thread.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace plimsoll {

void put_number(std::vector<std::uint8_t>& into, std::uint64_t number);

// The one at that place, which goes on behind it. There is one.
std::uint64_t take_number(std::span<const std::uint8_t> from, std::size_t& at);

}  // namespace plimsoll
