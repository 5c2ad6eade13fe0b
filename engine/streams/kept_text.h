#pragma once

// What parsers of streams keep of pieces before: bounded, and not larger than needed for long. One thread.

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace plimsoll {

// What grew larger is given back.
inline constexpr std::size_t kKeptCapacity = 16 << 10;

inline void empty_kept(std::string& text) noexcept {
  if (text.capacity() > kKeptCapacity) std::string().swap(text);
  text.clear();
}

// False: it is longer than `most`, and cut.
inline bool append_kept(std::string& text, std::string_view piece, std::size_t most) {
  const auto room = most - std::min(most, text.size());
  text.append(piece.substr(0, room));
  return piece.size() <= room;
}

}  // namespace plimsoll
