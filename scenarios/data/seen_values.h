#pragma once

// Which values were there before, and where: of a bounded number of different ones, by 64 bits of each. Two values are
// taken for one with a probability of n^2 / 2^65, 4e-7 for four million. Owned by who looks; one thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace plimsoll {

class SeenValues {
 public:
  explicit SeenValues(std::uint64_t most) : most_(most), slots_(1024) {}

  // The line of the same value before, or nothing, and then it is kept with this one. Of one beyond the bound nothing
  // is known.
  std::optional<std::uint64_t> line_of(std::string_view value, std::uint64_t line);
  std::uint64_t size() const noexcept { return size_; }
  bool is_full() const noexcept { return size_ >= most_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: free
    std::uint64_t line = 0;
  };
  Slot& slot_of(std::uint64_t hash);
  void grow();

  const std::uint64_t most_;
  std::uint64_t size_ = 0;
  std::vector<Slot> slots_;  // a power of two of them, at most half of them taken
};

}  // namespace plimsoll
