#pragma once

// What requests took that may need several attempts: each by why it was made and by what it came to. A value of fixed
// size; mergeable without loss.

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace plimsoll {

enum class AttemptCause {
  first,     // of a request
  retry,     // what came of the one before is to be tried again
  redirect,  // the answer before led there
  renewal,   // the token was refused with a 401, and this is another one
};
inline constexpr std::size_t kAttemptCauses = 4;

// As run.json names it.
inline std::string_view to_string(AttemptCause cause) {
  constexpr std::array<std::string_view, kAttemptCauses> kNames = {"first", "retry", "redirect", "renewal"};
  return kNames[static_cast<std::size_t>(cause)];
}

struct AttemptTally {
  static constexpr std::size_t kClasses = 6;  // of a status: 1xx to 5xx; 0: no answer came

  std::array<std::uint64_t, kAttemptCauses> by_cause{};
  std::array<std::uint64_t, kClasses> by_class{};
  std::uint64_t refused_cookies = 0;  // of other domains, too large, of a secure name without being so
  double paused_seconds = 0;          // between attempts, of all together

  void add(AttemptCause cause, int status) {
    ++by_cause[static_cast<std::size_t>(cause)];
    ++by_class[std::min(static_cast<std::size_t>(std::max(status, 0)) / 100, kClasses - 1)];
  }
  void merge(const AttemptTally& other) {
    for (std::size_t i = 0; i < kAttemptCauses; ++i) by_cause[i] += other.by_cause[i];
    for (std::size_t i = 0; i < kClasses; ++i) by_class[i] += other.by_class[i];
    refused_cookies += other.refused_cookies;
    paused_seconds += other.paused_seconds;
  }
  std::uint64_t of(AttemptCause cause) const { return by_cause[static_cast<std::size_t>(cause)]; }
  std::uint64_t all() const {
    std::uint64_t sum = 0;
    for (const auto count : by_cause) sum += count;
    return sum;
  }
  bool empty() const { return all() == 0; }
};

}  // namespace plimsoll
