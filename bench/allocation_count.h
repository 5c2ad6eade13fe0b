#pragma once

// How often this process has asked for memory: counts every malloc and its kin. Linked into benches only.

#include <cstdint>

namespace plimsoll {

std::uint64_t allocation_count() noexcept;

}  // namespace plimsoll
