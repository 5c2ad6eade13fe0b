#pragma once

// Attempts that went wrong on purpose, by the kind of fault and by what the target answered. A value of fixed size;
// mergeable without loss.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace plimsoll {

enum class FaultKind { abort_after, slow_send, slow_read, malformed, abort_after_tokens };
inline constexpr std::size_t kFaultKinds = 5;

// As a scenario and run.json name it.
inline std::string_view to_string(FaultKind kind) {
  constexpr std::array<std::string_view, kFaultKinds> kNames = {"abort_after", "slow_send", "slow_read", "malformed",
                                                                "abort_after_tokens"};
  return kNames[static_cast<std::size_t>(kind)];
}

struct FaultCount {
  static constexpr std::size_t kClasses = 6;  // of a status: 1xx to 5xx; 0: no answer came

  std::uint64_t attempts = 0;
  std::uint64_t left = 0;  // by us, before the answer was whole
  std::array<std::uint64_t, kClasses> by_class{};
};

struct FaultTally {
  std::array<FaultCount, kFaultKinds> by_kind{};

  void add(FaultKind kind, int status, bool left = false) {
    auto& count = by_kind[static_cast<std::size_t>(kind)];
    ++count.attempts;
    if (left) ++count.left;
    ++count.by_class[std::min(static_cast<std::size_t>(std::max(status, 0)) / 100, FaultCount::kClasses - 1)];
  }

  void merge(const FaultTally& other) {
    for (std::size_t i = 0; i < kFaultKinds; ++i) {
      by_kind[i].attempts += other.by_kind[i].attempts;
      by_kind[i].left += other.by_kind[i].left;
      for (std::size_t c = 0; c < FaultCount::kClasses; ++c) by_kind[i].by_class[c] += other.by_kind[i].by_class[c];
    }
  }

  std::uint64_t attempts() const {
    std::uint64_t sum = 0;
    for (const auto& count : by_kind) sum += count.attempts;
    return sum;
  }
  bool empty() const { return attempts() == 0; }
};

}  // namespace plimsoll
