#pragma once

// A hash of text that is the same on every machine and in every run. Pure; any thread.

#include <cstdint>
#include <string_view>

namespace plimsoll {

inline constexpr std::uint64_t kStableHashStart = 0xCBF29CE484222325ULL;

// FNV-1a of 64 bits; `hash` is that of what stands before the text. Not against somebody who looks for collisions.
constexpr std::uint64_t stable_hash(std::string_view text, std::uint64_t hash = kStableHashStart) noexcept {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL;
  return hash;
}

}  // namespace plimsoll
