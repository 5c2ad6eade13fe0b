#pragma once

// Memory for small things that stay, made among large ones that live for a moment: pages of their own, since in the
// heap each would keep a page of it. What is given back is used again, and kept for it. Any thread.

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plimsoll {

void* take_long_lived(std::size_t bytes);
void give_back_long_lived(void* memory, std::size_t bytes) noexcept;

template <class T>
struct LongLived {
  using value_type = T;  // NOLINT(readability-identifier-naming): as an allocator names it

  LongLived() = default;
  template <class U>
  LongLived(const LongLived<U>&) {}  // NOLINT(google-explicit-constructor): allocators convert

  // NOLINTBEGIN(bugprone-sizeof-expression): T may be a pointer
  T* allocate(std::size_t count) { return static_cast<T*>(take_long_lived(count * sizeof(T))); }
  void deallocate(T* memory, std::size_t count) noexcept { give_back_long_lived(memory, count * sizeof(T)); }
  // NOLINTEND(bugprone-sizeof-expression)

  template <class U>
  bool operator==(const LongLived<U>&) const {
    return true;
  }
};

using LongLivedBytes = std::vector<std::uint8_t, LongLived<std::uint8_t>>;

}  // namespace plimsoll
